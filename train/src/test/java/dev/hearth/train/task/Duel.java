package dev.hearth.train.task;

import dev.hearth.data.Batch;
import dev.hearth.data.mixture.GaussianMixture;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Layers;
import dev.hearth.nn.Pass;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Player;
import dev.hearth.train.Shelf;
import dev.hearth.train.loss.Labels;
import dev.hearth.train.loss.Payoff;
import dev.hearth.train.optim.HeavyBall;
import dev.hearth.train.recipe.Corpus;
import dev.hearth.train.recipe.GameRecipe;
import dev.hearth.train.recipe.GameRecipeBuilder;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Tempo;
import dev.hearth.train.recipe.Turns;
import dev.hearth.train.recipe.Update;
import dev.hearth.train.schedule.Constant;

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
        return new Update(new HeavyBall(0), new Constant(rate), new Constant(0.5));
    }

    static GameRecipeBuilder recipe(Payoff payoff, Turns turns, double drop) {
        return GameRecipe.named("test/duel")
                .corpus(new Corpus("ring", 5 * BATCH, BATCH), TEST)
                .generator(generator(), TEST)
                .discriminator(discriminator(drop), TEST)
                .noise(new Noise(Noise.Law.UNIFORM_ROOT_3, 4), TEST)
                .payoff(payoff, TEST)
                .labels(Labels.HARD, TEST)
                .turns(turns, TEST)
                .generatorUpdate(update(0.1), TEST)
                .discriminatorUpdate(update(0.1), TEST)
                .batch(BATCH, TEST)
                .epochs(2, TEST);
    }

    static Turns turns(Tempo tempo) {
        return new Turns(tempo, 1, 1);
    }

    static Contest contest(GameRecipe recipe) {
        GaussianMixture ring = GaussianMixture.ring();
        int count = recipe.corpus().value().training();
        return new Contest(
                recipe,
                new Shelf.Sets(
                        ring.dataset("ring", count, new Seed(1)),
                        ring.dataset("ring", BATCH, new Seed(2))),
                SEED,
                Device.CPU,
                0);
    }

    static Batch batch(Contest contest) {
        try (var batches = contest.loader().epoch(0).open()) {
            return batches.next().copy();
        }
    }

    static Player player(Contest contest, String name) {
        return contest.players().stream()
                .filter(player -> player.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    /** One player's loss, with its gradient left in its parameters. */
    static double learn(Player player, Batch batch, Seed chance) {
        player.parameters().clearGradients();
        Tensor loss = player.loss(batch, Pass.training(chance.child(player.name())));
        double value = loss.item();
        loss.backward();
        return value;
    }
}
