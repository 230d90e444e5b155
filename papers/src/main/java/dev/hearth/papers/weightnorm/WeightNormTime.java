package dev.hearth.papers.weightnorm;

import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.CombinedCheck;
import dev.hearth.experiments.claim.Fact;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.optim.Adam;
import dev.hearth.optim.EpsilonPlacement;
import dev.hearth.optim.OptimizerState;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.metric.Statistics;
import dev.hearth.train.recipe.Budget;
import dev.hearth.zoo.weightnorm.BiasKind;
import dev.hearth.zoo.weightnorm.WeightMode;
import dev.hearth.zoo.weightnorm.WeightNormCifar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a training step of the published CIFAR-10 net costs with each normalisation, against plain
 * weights (Salimans and Kingma 2016, §5.1). The nets take turns, forwards and backwards in order, and
 * ratios are taken within each round.
 */
public record WeightNormTime() implements Experiment {

    private static final Shape CIFAR = new Shape.Image(3, 32, 32);

    @Override
    public String name() {
        return "weightnorm/step-time";
    }

    @Override
    public String about() {
        return "a step of the full CIFAR-10 net: batch norm and weight norm against plain weights";
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        int images = budget == Budget.SMOKE ? 8 : 100;
        int rounds = budget == Budget.SMOKE ? 3 : 9;
        Job job =
                new MeasurementJob(
                        name(), "turns", 1, budget, 1, seed -> measure(seed, images, rounds));
        String deviation = "a processor's cores instead of a graphics card";
        return new Plan(
                "full width, batch " + images + ", Adam, noise, " + rounds + " rounds",
                deviation,
                List.of(job),
                List.of(
                        new CombinedCheck(
                                WeightNormClaims.TIME,
                                CombinedCheck.Rule.ALL,
                                List.of(
                                        new Fact(
                                                new Claim("", "weight norm at most 3 %", ""),
                                                Map.of("weightNormExtraPercent", 3.0),
                                                ""),
                                        new Fact(
                                                new Claim("", "batch norm within 8 of 16 %", ""),
                                                Map.of("batchNormDistanceFrom16Percent", 8.0),
                                                "")),
                                deviation)),
                List.of());
    }

    private static Map<String, Double> measure(Seed seed, int images, int rounds) {
        List<Stand> stands =
                List.of(
                        new Stand(WeightMode.THEMSELVES, BiasKind.BIAS, images, seed),
                        new Stand(WeightMode.THEMSELVES, BiasKind.BATCH_NORM, images, seed),
                        new Stand(WeightMode.NORMALIZED, BiasKind.BIAS, images, seed),
                        new Stand(
                                WeightMode.NORMALIZED,
                                BiasKind.MEAN_ONLY_BATCH_NORM,
                                images,
                                seed));
        stands.forEach(Stand::step);
        List<double[]> took = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            double[] seconds = new double[stands.size()];
            for (int i = 0; i < seconds.length; i++) {
                int which = round % 2 == 0 ? i : seconds.length - 1 - i;
                seconds[which] = stands.get(which).step();
            }
            took.add(seconds);
        }
        Map<String, Double> figures = new TreeMap<>();
        figures.put("images", (double) images);
        figures.put("rounds", (double) rounds);
        figures.put("plainSeconds", median(took, 0));
        figures.put("batchNormExtraPercent", extra(took, 1));
        figures.put("weightNormExtraPercent", extra(took, 2));
        figures.put("weightNormMeanOnlyExtraPercent", extra(took, 3));
        figures.put(
                "batchNormOverWeightNormPercent",
                100
                        * (Statistics.of(took.stream().mapToDouble(s -> s[1] / s[2]).toArray())
                                        .median()
                                - 1));
        figures.put("batchNormDistanceFrom16Percent", Math.abs(extra(took, 1) - 16));
        return figures;
    }

    private static double median(List<double[]> took, int stand) {
        return Statistics.of(took.stream().mapToDouble(seconds -> seconds[stand]).toArray())
                .median();
    }

    private static double extra(List<double[]> took, int stand) {
        double[] ratios = took.stream().mapToDouble(s -> s[stand] / s[0]).toArray();
        return 100 * (Statistics.of(ratios).median() - 1);
    }

    /** A net with one fixed batch of noise to learn by heart. */
    private static final class Stand {
        private final Model net;
        private final OptimizerState stepper;
        private final Tensor images;
        private final Tensor labels;
        private final Seed seed;

        Stand(WeightMode weights, BiasKind offset, int count, Seed seed) {
            this.seed = seed;
            Layer layer = new WeightNormCifar(weights, offset);
            this.net = Model.build(layer, CIFAR, seed, Device.CPU);
            this.stepper =
                    new Adam(0.9, 0.999, 1e-8, EpsilonPlacement.INSIDE_ROOT).over(net.parameters());
            this.images = RandomTensors.of(seed.child("images")).normal(0, 1, CIFAR.batch(count));
            int[] classes = new int[count];
            for (int i = 0; i < count; i++) {
                classes[i] = i % 10;
            }
            this.labels = Tensor.ofLabels(classes, count);
        }

        double step() {
            long begun = System.nanoTime();
            try (var turn = Scope.open()) {
                net.parameters().clearGradients();
                Tensor loss =
                        Functional.crossEntropy(
                                net.apply(images, Context.training(seed)), labels, 0);
                loss.backward();
                stepper.step(StepHyperparameters.of(1e-4));
                loss.item();
                return (System.nanoTime() - begun) / 1e9;
            }
        }
    }
}
