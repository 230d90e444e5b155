package dev.hearth.train.task;

import dev.hearth.data.Batch;
import dev.hearth.data.dataset.GaussianMixture;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Layers;
import dev.hearth.optim.ClassicalMomentum;
import dev.hearth.optim.loss.DiscriminatorLabels;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Participant;
import dev.hearth.train.UpdateOrder;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.GanRecipeBuilder;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Update;
import dev.hearth.train.recipe.UpdateRatio;

/** Small contests on the ring. */
final class Duel {

    static final Origin TEST = Origin.ours("a test");
    static final Seed SEED = new Seed(3);
    static final int BATCH = 32;

    private Duel() {}

    static Layer generator() {
        return Layers.sequence(Layers.linear(12), Layers.tanh(), Layers.linear(2));
    }

    static Layer discriminator(double drop) {
        return Layers.sequence(
                Layers.flatten(),
                Layers.dropout(drop),
                Layers.linear(16),
                Layers.tanh(),
                Layers.dropout(drop),
                Layers.linear(1));
    }

    static Update update(double rate) {
        return new Update(
                new ClassicalMomentum(0), new ConstantSchedule(rate), new ConstantSchedule(0.5));
    }

    static GanRecipeBuilder recipe(GanLoss payoff, UpdateRatio turns, double drop) {
        return GanRecipe.named("test/duel")
                .corpus(new DatasetSpec("ring", 5 * BATCH, BATCH), TEST)
                .generator(generator(), TEST)
                .discriminator(discriminator(drop), TEST)
                .noise(new Noise(Noise.Law.UNIFORM_ROOT_3, 4), TEST)
                .payoff(payoff, TEST)
                .labels(DiscriminatorLabels.HARD, TEST)
                .turns(turns, TEST)
                .generatorUpdate(update(0.1), TEST)
                .discriminatorUpdate(update(0.1), TEST)
                .batch(BATCH, TEST)
                .epochs(2, TEST);
    }

    static UpdateRatio turns(UpdateOrder tempo) {
        return new UpdateRatio(tempo, 1, 1);
    }

    static GanTask contest(GanRecipe recipe) {
        GaussianMixture ring = GaussianMixture.ring();
        int count = recipe.corpus().value().training();
        return new GanTask(
                recipe,
                new DatasetProvider.Sets(
                        ring.dataset("ring", count, new Seed(1)),
                        ring.dataset("ring", BATCH, new Seed(2))),
                SEED,
                Device.CPU,
                0);
    }

    static Batch batch(GanTask contest) {
        try (var batches = contest.loader().epoch(0).open()) {
            return batches.next().copy();
        }
    }

    static Participant player(GanTask contest, String name) {
        return contest.participants().stream()
                .filter(player -> player.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    /** One player's loss, with its gradient left in its parameters. */
    static double learn(Participant player, Batch batch, Seed chance) {
        player.parameters().clearGradients();
        Tensor loss = player.loss(batch, Context.training(chance.child(player.name())));
        double value = loss.item();
        loss.backward();
        return value;
    }
}
