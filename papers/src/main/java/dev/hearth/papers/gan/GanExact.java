package dev.hearth.papers.gan;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.data.Batch;
import dev.hearth.data.ImageShape;
import dev.hearth.data.dataset.GaussianMixture;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Plan;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Layers;
import dev.hearth.optim.ClassicalMomentum;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Participant;
import dev.hearth.train.UpdateOrder;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Update;
import dev.hearth.train.recipe.UpdateRatio;
import dev.hearth.train.task.GanTask;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * What of GANs is exact: the gradients of generator and discriminator against finite differences, for
 * every loss, alternating and simultaneous, with dropout; and that a sample is one forward pass.
 */
public final class GanExact extends PaperExperiment {

    private static final int COUNT = 64;
    private static final double STEP = 5e-3;

    public GanExact() {
        super(
                "gan/exact",
                "gradients of generator and discriminator against finite differences; samples of one forward"
                        + " pass");
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        Job gradients = new MeasurementJob(name(), "gradients", 1, budget, 1, GanExact::gradients);
        Job samples = new MeasurementJob(name(), "samples", 1, budget, 1, GanExact::samples);
        Map<String, Double> bounds = new TreeMap<>();
        for (GanLoss payoff : GanLoss.values()) {
            for (UpdateOrder tempo : UpdateOrder.values()) {
                bounds.put(word(payoff, tempo), 0.01);
            }
        }
        return new Plan(
                "small nets with dropout, central differences along the gradient and three random"
                        + " directions, relative to the gradient's length",
                "",
                List.of(gradients, samples),
                List.of(
                        GanClaims.GAME.bounded(bounds),
                        GanClaims.SAMPLING.bounded(
                                Map.of(
                                        "passes", 1.0,
                                        "changeWithoutTheOthers", 1e-6,
                                        "changeWithAnotherDiscriminator", 0.0))),
                List.of());
    }

    private static String word(GanLoss payoff, UpdateOrder tempo) {
        return (payoff + " " + tempo).toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static GanTask contest(GanLoss payoff, UpdateOrder tempo, Seed seed, Device device) {
        GaussianMixture mixture = GaussianMixture.ring();
        DatasetProvider.Sets sets =
                new DatasetProvider.Sets(
                        mixture.dataset("ring", COUNT, seed.child("points")),
                        mixture.dataset("ring", COUNT, seed.child("others")));
        Update update =
                new Update(
                        new ClassicalMomentum(0),
                        new ConstantSchedule(0.1),
                        new ConstantSchedule(0));
        Layer generator = Layers.sequence(Layers.linear(12), Layers.tanh(), Layers.linear(2));
        Layer discriminator =
                Layers.sequence(
                        Layers.flatten(),
                        Layers.dropout(0.2),
                        Layers.linear(16),
                        Layers.tanh(),
                        Layers.dropout(0.5),
                        Layers.linear(1));
        GanRecipe recipe =
                GanRecipe.named("gan/exact")
                        .corpus(new DatasetSpec("ring", COUNT, COUNT), ours("small"))
                        .generator(generator, ours("smooth, so that differences are finite"))
                        .discriminator(discriminator, ours("the same"))
                        .noise(new Noise(Noise.Law.UNIFORM_1, 4), ours("small"))
                        .payoff(payoff, paper("§3"))
                        .turns(new UpdateRatio(tempo, 1, 1), paper("algorithm 1"))
                        .generatorUpdate(update, ours("never used"))
                        .discriminatorUpdate(update, ours("never used"))
                        .batch(COUNT, ours("small"))
                        .epochs(1, ours("none"))
                        .build();
        return new GanTask(recipe, sets, seed, device, 0);
    }

    private static Map<String, Double> gradients(Seed seed, Device device) {
        Map<String, Double> figures = new TreeMap<>();
        for (GanLoss payoff : GanLoss.values()) {
            for (UpdateOrder tempo : UpdateOrder.values()) {
                try (var scope = Scope.open()) {
                    GanTask contest = contest(payoff, tempo, seed, device);
                    float[] points = new float[COUNT * 2];
                    for (int i = 0; i < COUNT; i++) {
                        GaussianMixture.ring()
                                .dataset("ring", COUNT, seed.child("batch"))
                                .read(i, points, 2 * i);
                    }
                    Batch batch = new Batch(points, new int[COUNT], COUNT, new ImageShape(1, 1, 2));
                    figures.put(word(payoff, tempo), worst(contest, batch, seed.child("chance")));
                }
            }
        }
        return figures;
    }

    /** The losses of both, and the gradients that they leave, at the parameters as they are. */
    private record Round(double[] losses, List<Tensor> gradients) {}

    private static Round round(GanTask contest, Batch batch, Seed chance) {
        double[] losses = new double[2];
        Tensor[] gradients = new Tensor[2];
        for (int i = 0; i < 2; i++) {
            Participant player = contest.participants().get(i);
            player.parameters().clearGradients();
            Tensor loss = player.loss(batch, Context.training(chance.child(player.name())));
            losses[i] = loss.item();
            loss.backward();
            gradients[i] = player.parameters().gradients().copy();
        }
        return new Round(losses, List.of(gradients));
    }

    /** The greatest distance between a directional derivative and its difference, over |gradient|. */
    private static double worst(GanTask contest, Batch batch, Seed chance) {
        Round here = round(contest, batch, chance);
        double worst = 0;
        for (int i = 0; i < 2; i++) {
            Tensor gradient = here.gradients().get(i);
            double length = gradient.norm().item();
            Tensor values = contest.participants().get(i).parameters().values();
            for (int d = 0; d < 4; d++) {
                Context pass = Context.testing(chance.child(d));
                // Padding between parameters is moved too, which no layer reads.
                Tensor direction =
                        d == 0
                                ? gradient
                                : pass.chance()
                                        .normal(0, 1, gradient.shape())
                                        .to(gradient.device());
                Tensor unit = direction.div(direction.norm().item());
                double slope = gradient.mul(unit).sum().item();
                values.addInPlace(unit, STEP);
                double above = round(contest, batch, chance).losses()[i];
                values.addInPlace(unit, -2 * STEP);
                double below = round(contest, batch, chance).losses()[i];
                values.addInPlace(unit, STEP);
                double difference = (above - below) / (2 * STEP);
                worst = Math.max(worst, Math.abs(difference - slope) / length);
            }
        }
        return worst;
    }

    private static Map<String, Double> samples(Seed seed, Device device) {
        Map<String, Double> figures = new TreeMap<>();
        GanTask contest = contest(GanLoss.PUBLISHED, UpdateOrder.SIMULTANEOUS, seed, device);
        try (var quiet = NoGrad.open()) {
            AtomicInteger passes = new AtomicInteger();
            Layer counted =
                    Layers.sequence(
                            Layers.linear(12), Layers.tanh(), Layers.tap("made"), Layers.linear(2));
            Model net = Model.build(counted, new Shape.Vector(4), seed, device);
            Context pass = Context.testing(seed).observedBy((name, x) -> passes.incrementAndGet());
            net.apply(pass.chance().uniform(-1, 1, COUNT, 4).to(device), pass);
            figures.put("passes", (double) passes.get());

            Tensor noise = Context.testing(seed).chance().uniform(-1, 1, COUNT, 4).to(device);
            Tensor together = contest.network().apply(noise, Context.testing(seed));
            double change = 0;
            for (int i = 0; i < COUNT; i++) {
                Tensor alone =
                        contest.network().apply(noise.narrow(0, i, 1), Context.testing(seed));
                change = Math.max(change, alone.sub(together.narrow(0, i, 1)).abs().max().item());
            }
            figures.put("changeWithoutTheOthers", change);

            Tensor before = contest.samples(COUNT, seed.child("samples"));
            contest.discriminator().parameters().values().fillInPlace(3);
            Tensor after = contest.samples(COUNT, seed.child("samples"));
            figures.put("changeWithAnotherDiscriminator", after.sub(before).abs().max().item());
        }
        return figures;
    }
}
