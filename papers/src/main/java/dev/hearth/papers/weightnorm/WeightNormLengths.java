package dev.hearth.papers.weightnorm;

import dev.hearth.data.Dataset;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.Normal;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Linear;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.recipe.Budget;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * ‖v‖ step by step, while a weight-normalised net learns by plain gradient descent at several rates
 * (Salimans and Kingma 2016, §2.1): v grows, by √(1 + c²) a step, until the steps turn it little
 * enough.
 */
public final class WeightNormLengths extends PaperExperiment {

    private static final List<Double> RATES = List.of(0.003, 0.01, 0.03);

    /** A tenth of the paper's deviation of v, so that the steps begin too large. */
    private static final double BEGINNING = 0.005;

    static final int BATCH = 100;

    public WeightNormLengths() {
        super(
                "weightnorm/lengths",
                "‖v‖ step by step, with plain gradient descent at several rates");
    }

    static String arm(double rate) {
        return "rate " + BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        int seeds = budget == Budget.SMOKE ? 1 : 10;
        int steps = Budgets.pick(budget, 100, 400, 4000);
        List<Job> jobs = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            for (double rate : RATES) {
                jobs.add(
                        new MeasurementJob(
                                name(),
                                arm(rate),
                                seed,
                                budget,
                                0.01,
                                (chance, device) -> measure(rate, steps, chance, device)));
            }
        }
        return new Plan(
                Phrase.of(
                        "strokes, 784-128-128-10, leaky ReLU, weight normalisation and its"
                                + " initialisation, v drawn with a deviation of {}, batch {}, plain"
                                + " gradient descent, {} steps, {} seeds",
                        BEGINNING,
                        BATCH,
                        steps,
                        seeds),
                "",
                jobs,
                List.of(check(steps)),
                List.of(
                        new StepFigure("length", "Mean ‖v‖ over its beginning", "length", "times"),
                        new StepFigure(
                                "turn", "How far a step turns v: mean ‖Δv‖/‖v‖", "turn", "c"),
                        new StepFigure("loss", "Training cross-entropy", "loss", "nats")));
    }

    static ClaimCheck check(int steps) {
        Claim whole = WeightNormClaims.GROWTH;
        return whole.all(
                "",
                new Claim(whole.id(), "it never shrinks", whole.paper())
                        .bounded(Map.of("shrinkage", 1e-6, "distanceFromPythagoras", 1e-5)),
                Measure.of(
                                "‖v‖ at the end over its beginning",
                                "",
                                StepFigure.figure("length", steps))
                        .order(
                                new Claim(
                                        whole.id(), "the more the larger the rate", whole.paper()),
                                "",
                                RATES.stream().map(WeightNormLengths::arm).toArray(String[]::new)));
    }

    static Map<String, Double> measure(double rate, int steps, Seed seed, Device device) {
        Map<String, Double> figures = new TreeMap<>();
        Dataset digits = Strokes.training(20 * BATCH, seed.child("digits"));
        Layer net =
                Layers.weightNorm(
                        Layers.sequence(
                                Layers.flatten(),
                                linear(128),
                                Layers.leakyRelu(0.1),
                                linear(128),
                                Layers.leakyRelu(0.1),
                                linear(10)));
        try (var scope = Scope.open()) {
            Shape.Image image = new Shape.Image(1, 28, 28);
            Model living = Model.build(net, image, seed.child("weights"), device);
            Parameters parameters = living.parameters();
            living.initialize(images(digits, 0).to(device), Context.initializing(seed));
            double length = 1;
            for (int step = 1; step <= steps; step++) {
                try (var turn = Scope.open()) {
                    parameters.clearGradients();
                    Tensor loss =
                            Functional.crossEntropy(
                                    living.apply(
                                            images(digits, step).to(device),
                                            Context.training(seed.child(step))),
                                    labels(digits, step).to(device),
                                    0);
                    if (!Double.isFinite(loss.item())) {
                        return figures; // Diverged: what came before it was measured.
                    }
                    loss.backward();
                    DescentStep done = DescentStep.of(figures, parameters, rate);
                    length *= done.growth();
                    if (isTold(step) || step == steps) {
                        figures.put(StepFigure.figure("length", step), length);
                        figures.put(StepFigure.figure("turn", step), done.turn());
                        figures.put(StepFigure.figure("loss", step), loss.item());
                    }
                }
            }
        }
        return figures;
    }

    /** 1, 2, 3, 4, 6, 8, 12, …: v grows most in the first steps. */
    private static boolean isTold(int step) {
        int odd = step >> Integer.numberOfTrailingZeros(step);
        return odd == 1 || odd == 3;
    }

    private static Layer linear(int units) {
        return new Linear(units, Bias.YES, new Normal(BEGINNING), Constant.ZERO);
    }

    /** The images of a step, in the stored order, from the beginning again at the end. */
    static Tensor images(Dataset digits, int step) {
        int size = digits.pixels().count();
        float[] values = new float[BATCH * size];
        for (int i = 0; i < BATCH; i++) {
            digits.read((step * BATCH + i) % digits.size(), values, i * size);
        }
        return Tensor.of(values, BATCH, 1, 28, 28);
    }

    /** Their labels. */
    static Tensor labels(Dataset digits, int step) {
        int[] labels = new int[BATCH];
        for (int i = 0; i < BATCH; i++) {
            labels[i] = digits.label((step * BATCH + i) % digits.size());
        }
        return Tensor.ofLabels(labels, BATCH);
    }
}
