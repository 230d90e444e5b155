package dev.hearth.papers.elu;

import dev.hearth.experiments.Job;
import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.StepTimer;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.optim.Sgd;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.metric.Statistics;
import dev.hearth.train.recipe.Budget;
import dev.hearth.zoo.elu.EluCifar18;
import dev.hearth.zoo.elu.EluImageNet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The nets that two cores cannot train (Clevert et al. 2015, §4.3 and §4.4): built, counted, trained
 * for a step, and timed with ELU against ReLU.
 */
public final class EluScale extends PaperExperiment {

    private static final String LARGE = "18conv";
    private static final String IMAGENET = "imagenet";

    public EluScale() {
        super(
                "elu/scale",
                "the large nets: built, counted, a step trained, ELU timed against ReLU");
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        // At smoke the images are small: the net is the same, the pyramid pool sees to the rest.
        int side = budget == Budget.SMOKE ? 64 : 224;
        int repeats = budget == Budget.SMOKE ? 1 : 3;
        List<Job> jobs = new ArrayList<>();
        jobs.add(
                new MeasurementJob(
                        name(),
                        LARGE,
                        1,
                        budget,
                        1,
                        (seed, device) -> large(seed, device, repeats)));
        jobs.add(
                new MeasurementJob(
                        name(),
                        IMAGENET,
                        1,
                        budget,
                        4,
                        (seed, device) -> imageNet(seed, device, side, repeats)));
        return new Plan(
                "one step of each, ImageNet net at " + side + "×" + side + ", one image",
                "",
                jobs,
                List.of(
                        EluClaims.LARGE.untested(
                                evidence -> text(evidence, LARGE, EluScale::large),
                                "budget: the paper trained for more than 100,000 iterations"),
                        EluClaims.IMAGENET.untested(
                                evidence -> text(evidence, IMAGENET, EluScale::imageNet),
                                "data not available: ImageNet; only the time of a step is measured")),
                List.of());
    }

    private static String large(Map<String, Double> m) {
        return String.format(
                Locale.ROOT,
                "; a step of %.0f images takes %.2f s, loss %.3f → %.3f",
                m.get("images"),
                m.get("stepSeconds"),
                m.get("lossBefore"),
                m.get("lossAfter"));
    }

    private static String imageNet(Map<String, Double> m) {
        return String.format(
                Locale.ROOT,
                "; a step with ELU takes %.3f of one with ReLU (%.3f to %.3f over %.0f pairs)",
                m.get("ratio"),
                m.get("ratioLeast"),
                m.get("ratioGreatest"),
                m.get("pairs"));
    }

    private static String text(
            Evidence evidence, String arm, Function<Map<String, Double>, String> measured) {
        if (evidence.of(arm).isEmpty()) {
            return "not run";
        }
        Map<String, Double> m = evidence.of(arm).get(0).metrics();
        return String.format(
                        Locale.ROOT,
                        "builds, %.1f M parameters, %.2f G multiply-adds an image",
                        m.get("parameters") / 1e6,
                        m.get("multiplyAdds") / 1e9)
                + measured.apply(m);
    }

    private static Map<String, Double> large(Seed seed, Device device, int steps) {
        Layer net =
                new EluCifar18(
                        10,
                        ComparedActivations.activation(ComparedActivations.ELU),
                        Collections.nCopies(7, 0.0));
        Shape in = new Shape.Image(3, 32, 32);
        int images = 4;
        StepTimer timer = timer(net, in, images, seed, device);
        Map<String, Double> figures = StepTimer.counts(net, in);
        figures.put("images", (double) images);
        figures.put("lossBefore", timer.step().loss());
        double[] seconds = new double[steps];
        for (int i = 0; i < steps; i++) {
            StepTimer.Step step = timer.step();
            seconds[i] = step.seconds();
            figures.put("lossAfter", step.loss());
        }
        figures.put("stepSeconds", Statistics.of(seconds).median());
        return figures;
    }

    private static Map<String, Double> imageNet(Seed seed, Device device, int side, int pairs) {
        Shape in = new Shape.Image(3, side, side);
        Layer elu = imageNet(ComparedActivations.ELU);
        StepTimer first = timer(elu, in, 1, seed, device);
        StepTimer second = timer(imageNet(ComparedActivations.RELU), in, 1, seed, device);
        first.step();
        second.step();
        double[] ratios = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            double seconds = first.step().seconds();
            ratios[i] = seconds / second.step().seconds();
        }
        Statistics statistics = Statistics.of(ratios);
        Map<String, Double> figures = StepTimer.counts(elu, in);
        figures.put("ratio", statistics.median());
        figures.put("ratioLeast", statistics.least());
        figures.put("ratioGreatest", statistics.greatest());
        figures.put("pairs", (double) pairs);
        return figures;
    }

    private static Layer imageNet(String arm) {
        return new EluImageNet(1000, 2, ComparedActivations.activation(arm));
    }

    private static StepTimer timer(Layer layer, Shape in, int count, Seed seed, Device device) {
        Tensor images = StepTimer.noise(in, count, 1, seed).to(device);
        return new StepTimer(layer, in, new Sgd(0.9), 1e-4, images, Tensor.range(count), seed);
    }
}
