package dev.hearth.papers.weightnorm;

import dev.hearth.experiments.Job;
import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Plan;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.Normal;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.GainMode;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.WeightNorm;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.recipe.Budget;
import dev.hearth.zoo.weightnorm.BiasKind;
import dev.hearth.zoo.weightnorm.WeightMode;
import dev.hearth.zoo.weightnorm.WeightNormCifar;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What the paper proves, measured on the layers that everything else is trained with: the formula and
 * its gradients, the initialisation, the growth of ‖v‖, the independence of examples (Salimans and
 * Kingma 2016, §§2 and 3). On noise: none of it depends on the images.
 */
public final class WeightNormExact extends PaperExperiment {

    private static final Shape CIFAR = new Shape.Image(3, 32, 32);
    private static final double NONE = Double.POSITIVE_INFINITY;

    public WeightNormExact() {
        super(
                "weightnorm/formula",
                "the formula, its gradients, the initialisation, the growth of ‖v‖, single examples");
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        Job job = new MeasurementJob(name(), "layers", 1, budget, 0.01, WeightNormExact::measure);
        return new Plan(
                "a layer of 7 to 5, and the CIFAR-10 net at a quarter and an eighth of the width,"
                        + " on noise",
                "",
                List.of(job),
                List.of(
                        WeightNormClaims.FORMULA.bounded(
                                Map.of(
                                        "weightError", 1e-5,
                                        "gainGradientError", 1e-5,
                                        "directionGradientError", 1e-5,
                                        "cosineOfGradientAndDirection", 1e-5)),
                        WeightNormClaims.INITIALIZATION.bounded(
                                Map.of(
                                        "weightNormMeanFrom0", 1e-4,
                                        "weightNormVarianceFrom1", 1e-3,
                                        "plainMeanFrom0", 1e-4,
                                        "plainVarianceFrom1", 1e-3)),
                        WeightNormClaims.GROWTH.bounded(
                                Map.of(
                                        "shrinkage", 1e-6,
                                        "distanceFromPythagoras", 1e-5,
                                        "growthAtSmallRateOverLarge", 1.0)),
                        WeightNormClaims.ALONE.bounded(
                                Map.of(
                                        "movedByCompany", 1e-5,
                                        "shareOfBatchNormNotMoved", 0.1))),
                List.of());
    }

    private static Map<String, Double> measure(Seed seed, Device device) {
        Map<String, Double> figures = new TreeMap<>();
        formula(figures, seed, device);
        for (WeightMode weights : List.of(WeightMode.NORMALIZED, WeightMode.FIXED_GAIN)) {
            initialization(figures, weights, seed, device);
        }
        double small = growth(figures, 1e-4, seed, device);
        double large = growth(figures, 1e-3, seed, device);
        figures.put("growthAtSmallRate", small);
        figures.put("growthAtLargeRate", large);
        figures.put("growthAtSmallRateOverLarge", (small - 1) / (large - 1));
        figures.put("movedByCompany", company(new WeightNorm(new Conv2d(8, 3)), seed, device));
        double moved = company(Layers.sequence(new Conv2d(8, 3), new BatchNorm()), seed, device);
        figures.put("batchNormMovedByCompany", moved);
        figures.put("shareOfBatchNormNotMoved", 1 / (1 + 100 * moved));
        return figures;
    }

    /** On unit vectors a linear layer shows its weights, and takes their gradient. */
    private static void formula(Map<String, Double> figures, Seed seed, Device device) {
        int inputs = 7;
        int units = 5;
        double weightError = 0;
        double gainError = 0;
        double directionError = 0;
        for (GainMode gain : GainMode.values()) {
            Linear linear = new Linear(units, Bias.NO, new Normal(0.05), Constant.ZERO);
            Model net =
                    Model.build(
                            new WeightNorm(linear, gain, NONE),
                            new Shape.Vector(inputs),
                            seed,
                            device);
            Parameters parameters = net.parameters();
            parameters
                    .value("weight.gain")
                    .copyInPlace(
                            RandomTensors.of(seed.child("g")).normal(0.5, 0.5, units).to(device));
            float[] identity = new float[inputs * inputs];
            for (int i = 0; i < inputs; i++) {
                identity[i * (inputs + 1)] = 1;
            }
            Tensor w =
                    net.apply(
                            Tensor.of(identity, inputs, inputs).to(device), Context.training(seed));
            Tensor flowing =
                    RandomTensors.of(seed.child("gradient")).normal(0, 1, inputs, units).to(device);
            w.backward(flowing);
            double[] v = parameters.value("weight.direction").toDoubles();
            double[] s = parameters.value("weight.gain").toDoubles();
            double[] got = w.toDoubles();
            double[] back = flowing.toDoubles();
            double[] byGain = parameters.gradient("weight.gain").toDoubles();
            double[] byDirection = parameters.gradient("weight.direction").toDoubles();
            for (int j = 0; j < units; j++) {
                double squares = 0;
                double along = 0;
                for (int i = 0; i < inputs; i++) {
                    squares += v[j * inputs + i] * v[j * inputs + i];
                    along += back[i * units + j] * v[j * inputs + i];
                }
                double length = Math.sqrt(squares);
                double g = gain == GainMode.EXPONENTIAL ? Math.exp(s[j]) : s[j];
                double ofGain = along / length;
                double inner = gain == GainMode.EXPONENTIAL ? g * ofGain : ofGain;
                gainError = Math.max(gainError, error(byGain[j], inner));
                for (int i = 0; i < inputs; i++) {
                    double wanted = g / length * v[j * inputs + i];
                    weightError = Math.max(weightError, error(got[i * units + j], wanted));
                    double gradient =
                            g / length * back[i * units + j]
                                    - g * ofGain / squares * v[j * inputs + i];
                    directionError =
                            Math.max(directionError, error(byDirection[j * inputs + i], gradient));
                }
            }
        }
        figures.put("weightError", weightError);
        figures.put("gainGradientError", gainError);
        figures.put("directionGradientError", directionError);
    }

    /** Relative, and near zero to 1. */
    private static double error(double got, double wanted) {
        return Math.abs(got - wanted) / Math.max(1, Math.abs(wanted));
    }

    private static void initialization(
            Map<String, Double> figures, WeightMode weights, Seed seed, Device device) {
        Layer layer = new WeightNormCifar(4, 10, weights, BiasKind.BIAS, NONE);
        double[] worst = new double[2];
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Model net = Model.build(layer, CIFAR, seed, device);
            Tensor x =
                    RandomTensors.of(seed.child("images")).normal(0, 1, CIFAR.batch(50)).to(device);
            net.apply(
                    x,
                    Context.initializing(seed)
                            .withNoise()
                            .observedBy(
                                    (tap, sums) -> {
                                        long[] over =
                                                sums.dimensions() == 4
                                                        ? new long[] {0, 2, 3}
                                                        : new long[] {0};
                                        Tensor mean = sums.mean(Tensor.Keep.NOTHING, over);
                                        Tensor variance = sums.variance(Tensor.Keep.NOTHING, over);
                                        worst[0] = Math.max(worst[0], mean.abs().max().item());
                                        worst[1] =
                                                Math.max(
                                                        worst[1],
                                                        variance.sub(1).abs().max().item());
                                    }));
        }
        String word = weights == WeightMode.NORMALIZED ? "weightNorm" : "plain";
        figures.put(word + "MeanFrom0", worst[0]);
        figures.put(word + "VarianceFrom1", worst[1]);
    }

    /** Plain gradient descent on the CIFAR-10 net: how much longer the v become on the average. */
    private static double growth(
            Map<String, Double> figures, double rate, Seed seed, Device device) {
        try (var scope = Scope.open()) {
            Layer layer = new WeightNormCifar(8, 10, WeightMode.NORMALIZED, BiasKind.BIAS, NONE);
            Model net = Model.build(layer, CIFAR, seed, device);
            Parameters parameters = net.parameters();
            Tensor x =
                    RandomTensors.of(seed.child("images")).normal(0, 1, CIFAR.batch(20)).to(device);
            Tensor labels =
                    Tensor.ofLabels(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 10).to(device);
            Tensor twice = Tensor.concat(0, labels, labels);
            net.initialize(x, Context.initializing(seed));
            double grown = 1;
            for (int step = 0; step < 20; step++) {
                try (var turn = Scope.open()) {
                    parameters.clearGradients();
                    Functional.crossEntropy(
                                    net.apply(x, Context.training(seed.child(step))), twice, 0)
                            .backward();
                    grown *= DescentStep.of(figures, parameters, rate).growth();
                }
            }
            return grown;
        }
    }

    /** How far an example's output moves with the others of its batch, in a training pass. */
    private static double company(Layer first, Seed seed, Device device) {
        Layer layer =
                Layers.sequence(
                        first,
                        Layers.leakyRelu(0.1),
                        Layers.maxPool(2, 2),
                        Layers.flatten(),
                        Layers.weightNorm(Layers.linear(10)));
        Shape in = new Shape.Image(3, 8, 8);
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Model net = Model.build(layer, in, seed, device);
            Tensor x =
                    RandomTensors.of(seed.child("company")).normal(0, 1, in.batch(16)).to(device);
            Tensor among = net.apply(x, Context.training(seed)).narrow(0, 0, 1);
            Tensor alone = net.apply(x.narrow(0, 0, 1), Context.training(seed));
            return among.sub(alone).abs().max().item();
        }
    }
}
