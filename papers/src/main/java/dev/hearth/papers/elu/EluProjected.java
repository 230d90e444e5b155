package dev.hearth.papers.elu;

import static dev.hearth.papers.elu.ComparedActivations.ELU;
import static dev.hearth.papers.elu.ComparedActivations.RELU;

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
import dev.hearth.experiments.claim.TunedComparison;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.recipe.Budget;
import dev.hearth.zoo.elu.EluMnist;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Projected natural gradient on a small net, with ReLU and with ELU (Clevert et al. 2015, §1 and §2, which
 * argues that units whose mean is near zero make it less needed, and does not try it).
 */
public final class EluProjected extends PaperExperiment {

    private static final List<Double> RATES = List.of(0.01, 0.03, 0.1, 0.3, 1.0);
    private static final String PLAIN = "plain";
    private static final String PROJECTED = "projected";
    private static final Shape IMAGE = new Shape.Image(1, 28, 28);
    private static final int BATCH = 64;
    private static final int IMAGES = 2_000;
    private static final int MEASURED = 1_000;

    /** Steps for which a whitening is used before it is taken anew. */
    private static final int EVERY = 20;

    private static final ProjectedGradient GRADIENT =
            new ProjectedGradient(List.of("1", "5", "9"), 0.1);

    private static final Claim FASTER =
            new Claim(
                    "ELU-16",
                    "projected natural gradient lowers the training cross-entropy of a ReLU net further in"
                            + " as many steps than the plain gradient, each at its best rate",
                    "§2, by reference; not tried in the paper");
    private static final Claim LESS_NEEDED =
            new Claim(
                    "ELU-16",
                    "with the plain gradient ELU comes further than ReLU, each at its best rate: part of the"
                            + " way without a correction",
                    "§2, argued");

    public EluProjected() {
        super(
                "elu/projected-gradient",
                "projected natural gradient against the plain one, two hidden layers of 64");
    }

    private static Layer net(String activation) {
        return new EluMnist(2, 64, 10, ComparedActivations.activation(activation));
    }

    static String arm(String activation, String method, double rate) {
        return activation
                + " "
                + method
                + " "
                + BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        int seeds = Budgets.pick(budget, 2, 6, 12);
        int steps = Budgets.pick(budget, 40, 400, 2_000);
        List<Job> jobs = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            for (String activation : List.of(RELU, ELU)) {
                for (String method : List.of(PLAIN, PROJECTED)) {
                    for (double rate : RATES) {
                        jobs.add(
                                new MeasurementJob(
                                                name(),
                                                arm(activation, method, rate),
                                                seed,
                                                budget,
                                                method.equals(PLAIN) ? 1 : 3,
                                                (chance, device) ->
                                                        measure(
                                                                activation,
                                                                method.equals(PROJECTED),
                                                                rate,
                                                                steps,
                                                                chance,
                                                                device))
                                        // A whitening decomposes three matrices anew.
                                        .of(
                                                net(activation),
                                                IMAGE,
                                                method.equals(PLAIN) ? BATCH : 10 * BATCH,
                                                steps));
                    }
                }
            }
        }
        return new Plan(
                Phrase.of(
                        "strokes, 784-64-64-10, batch {}, {} steps, rates {}, whitening taken anew every {}"
                                + " steps over {} images, damping {} of the mean variance, {} seeds",
                        BATCH,
                        steps,
                        RATES,
                        EVERY,
                        MEASURED,
                        GRADIENT.damping(),
                        seeds),
                "net, data and rates are ours",
                jobs,
                checks(),
                List.of());
    }

    static List<ClaimCheck> checks() {
        return List.of(
                better(FASTER, arms(RELU, PROJECTED), arms(RELU, PLAIN)),
                better(LESS_NEEDED, arms(ELU, PLAIN), arms(RELU, PLAIN)));
    }

    private static List<String> arms(String activation, String method) {
        return RATES.stream().map(rate -> arm(activation, method, rate)).toList();
    }

    private static ClaimCheck better(Claim claim, List<String> lower, List<String> higher) {
        return new TunedComparison(
                claim,
                "training cross-entropy after the last step",
                "",
                trial -> trial.metric("loss"),
                lower,
                higher,
                "net, data and rates are ours");
    }

    /**
     * {@code loss}, on a fixed part of the training images, and {@code validationError}, the cross-entropy of
     * other digits; nothing where the net diverged.
     */
    static Map<String, Double> measure(
            String activation,
            boolean projected,
            double rate,
            int steps,
            Seed seed,
            Device device) {
        Map<String, Double> figures = new TreeMap<>();
        Dataset digits = Strokes.training(IMAGES, seed.child("digits"));
        try (var scope = Scope.open()) {
            Model net = Model.build(net(activation), IMAGE, seed.child("weights"), device);
            Tensor fixed = images(digits, 0, MEASURED).to(device);
            Tensor classes = labels(digits, 0, MEASURED).to(device);
            Optional<List<ProjectedGradient.Whitening>> whitenings = Optional.empty();
            Scope statistics = Scope.open();
            try {
                for (int step = 0; step < steps; step++) {
                    if (projected && step % EVERY == 0) {
                        statistics.close();
                        statistics = Scope.open();
                        whitenings = Optional.of(whitenings(net, fixed));
                    }
                    try (var turn = Scope.open()) {
                        int from = step * BATCH % (IMAGES - BATCH);
                        net.parameters().clearGradients();
                        Tensor logits =
                                net.apply(
                                        images(digits, from, BATCH).to(device),
                                        Context.training(seed.child(step)));
                        Tensor loss =
                                Functional.crossEntropy(
                                        logits, labels(digits, from, BATCH).to(device), 0);
                        if (!Double.isFinite(loss.item())) {
                            return figures;
                        }
                        loss.backward();
                        GRADIENT.step(net.parameters(), whitenings, rate);
                    }
                }
            } finally {
                statistics.close();
            }
            try (var quiet = NoGrad.open()) {
                double loss =
                        Functional.crossEntropy(net.apply(fixed, Context.testing(seed)), classes, 0)
                                .item();
                if (Double.isFinite(loss)) {
                    figures.put("loss", loss);
                    figures.put(TunedComparison.VALIDATION, held(net, seed, device));
                }
            }
        }
        return figures;
    }

    /** The cross-entropy of digits that are trained on by none: rates are chosen by it. */
    private static double held(Model net, Seed seed, Device device) {
        Dataset digits = Strokes.test(MEASURED, seed.child("held"));
        return Functional.crossEntropy(
                        net.apply(images(digits, 0, MEASURED).to(device), Context.testing(seed)),
                        labels(digits, 0, MEASURED).to(device),
                        0)
                .item();
    }

    private static List<ProjectedGradient.Whitening> whitenings(Model net, Tensor images) {
        try (var quiet = NoGrad.open()) {
            Map<String, Tensor> seen = new HashMap<>();
            net.apply(images, Context.testing(new Seed(0)).observedBy(seen::put));
            return List.of(
                    GRADIENT.whitening(images.flatten(1)),
                    GRADIENT.whitening(seen.get("hidden 1")),
                    GRADIENT.whitening(seen.get("hidden 2")));
        }
    }

    private static Tensor images(Dataset digits, int from, int count) {
        int size = digits.pixels().count();
        float[] values = new float[count * size];
        for (int i = 0; i < count; i++) {
            digits.read(from + i, values, i * size);
        }
        return Tensor.of(values, count, 1, 28, 28);
    }

    private static Tensor labels(Dataset digits, int from, int count) {
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = digits.label(from + i);
        }
        return Tensor.ofLabels(labels, count);
    }
}
