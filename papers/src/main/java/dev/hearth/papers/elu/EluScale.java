package dev.hearth.papers.elu;

import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Untested;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.optim.OptimizerState;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.metric.Statistics;
import dev.hearth.train.recipe.Budget;
import dev.hearth.zoo.elu.EluCifar18;
import dev.hearth.zoo.elu.EluImageNet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The nets that two cores cannot train (Clevert et al. 2015, §4.3 and §4.4): built, counted, trained
 * for a step, and timed with ELU against ReLU.
 */
public record EluScale() implements Experiment {

    private static final String LARGE = "18conv";
    private static final String IMAGENET = "imagenet";

    @Override
    public String name() {
        return "elu/scale";
    }

    @Override
    public String about() {
        return "the large nets: built, counted, a step trained, ELU timed against ReLU";
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        // At smoke the images are small: the net is the same, the pyramid pool sees to the rest.
        int side = budget == Budget.SMOKE ? 64 : 224;
        int repeats = budget == Budget.SMOKE ? 1 : 3;
        List<Job> jobs = new ArrayList<>();
        jobs.add(new MeasurementJob(name(), LARGE, 1, budget, 1, seed -> large(seed, repeats)));
        jobs.add(
                new MeasurementJob(
                        name(), IMAGENET, 1, budget, 4, seed -> imageNet(seed, side, repeats)));
        return new Plan(
                "one step of each, ImageNet net at " + side + "×" + side + ", one image",
                "",
                jobs,
                List.of(
                        new Untested(
                                EluClaims.LARGE,
                                evidence -> text(evidence, LARGE),
                                "budget: the paper trained for more than 100,000 iterations"),
                        new Untested(
                                EluClaims.IMAGENET,
                                evidence -> text(evidence, IMAGENET),
                                "data not available: ImageNet; only the time of a step is measured")),
                List.of());
    }

    private static String text(Evidence evidence, String arm) {
        if (evidence.of(arm).isEmpty()) {
            return "not run";
        }
        Map<String, Double> m = evidence.of(arm).get(0).metrics();
        String counted =
                String.format(
                        Locale.ROOT,
                        "builds, %.1f M parameters, %.2f G multiply-adds an image",
                        m.get("parameters") / 1e6,
                        m.get("multiplyAdds") / 1e9);
        return arm.equals(LARGE)
                ? counted
                        + String.format(
                                Locale.ROOT,
                                "; a step of %.0f images takes %.2f s, loss %.3f → %.3f",
                                m.get("images"),
                                m.get("stepSeconds"),
                                m.get("lossBefore"),
                                m.get("lossAfter"))
                : counted
                        + String.format(
                                Locale.ROOT,
                                "; a step with ELU takes %.3f of one with ReLU (%.3f to %.3f over"
                                        + " %.0f pairs)",
                                m.get("ratio"),
                                m.get("ratioLeast"),
                                m.get("ratioGreatest"),
                                m.get("pairs"));
    }

    private static Map<String, Double> large(Seed seed, int steps) {
        Layer net =
                new EluCifar18(
                        10,
                        ComparedActivations.activation(ComparedActivations.ELU),
                        List.of(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0));
        int images = 4;
        Stand stand = new Stand(net, new Shape.Image(3, 32, 32), images, seed);
        Map<String, Double> figures = new TreeMap<>(stand.counted());
        figures.put("images", (double) images);
        figures.put("lossBefore", stand.step().loss());
        double[] seconds = new double[steps];
        double loss = 0;
        for (int i = 0; i < steps; i++) {
            Timed timed = stand.step();
            seconds[i] = timed.seconds();
            loss = timed.loss();
        }
        figures.put("lossAfter", loss);
        figures.put("stepSeconds", Statistics.of(seconds).median());
        return figures;
    }

    private static Map<String, Double> imageNet(Seed seed, int side, int pairs) {
        Shape in = new Shape.Image(3, side, side);
        Stand elu =
                new Stand(
                        new EluImageNet(
                                1000, 2, ComparedActivations.activation(ComparedActivations.ELU)),
                        in,
                        1,
                        seed);
        Stand relu =
                new Stand(
                        new EluImageNet(
                                1000, 2, ComparedActivations.activation(ComparedActivations.RELU)),
                        in,
                        1,
                        seed);
        Map<String, Double> figures = new TreeMap<>(elu.counted());
        elu.step();
        relu.step();
        double[] ratios = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            double first = elu.step().seconds();
            ratios[i] = first / relu.step().seconds();
        }
        Statistics statistics = Statistics.of(ratios);
        figures.put("ratio", statistics.median());
        figures.put("ratioLeast", statistics.least());
        figures.put("ratioGreatest", statistics.greatest());
        figures.put("pairs", (double) pairs);
        return figures;
    }

    /** What a step took and gave. */
    private record Timed(double seconds, double loss) {}

    /** A net with one fixed batch of noise to learn by heart. */
    private static final class Stand {
        private final Model net;
        private final OptimizerState stepper;
        private final Tensor images;
        private final Tensor labels;
        private final Seed seed;
        private final Complexity cost;

        Stand(Layer layer, Shape in, int count, Seed seed) {
            this.seed = seed;
            this.net = Model.build(layer, in, seed, Device.CPU);
            this.cost = layer.cost(in);
            this.stepper = new Sgd(0.9).over(net.parameters());
            this.images = RandomTensors.of(seed.child("images")).normal(0, 1, in.batch(count));
            this.labels = Tensor.range(count);
        }

        Map<String, Double> counted() {
            return Map.of(
                    "parameters", (double) cost.parameters(),
                    "multiplyAdds", (double) cost.multiplyAdds());
        }

        Timed step() {
            long begun = System.nanoTime();
            try (var turn = Scope.open()) {
                net.parameters().clearGradients();
                Tensor loss =
                        Functional.crossEntropy(
                                net.apply(images, Context.training(seed)), labels, 0);
                loss.backward();
                stepper.step(StepHyperparameters.of(1e-4));
                double value = loss.item();
                return new Timed((System.nanoTime() - begun) / 1e9, value);
            }
        }
    }
}
