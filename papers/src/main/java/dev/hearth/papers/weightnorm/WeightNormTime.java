package dev.hearth.papers.weightnorm;

import dev.hearth.experiments.Job;
import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.StepTimer;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.optim.Adam;
import dev.hearth.optim.EpsilonPlacement;
import dev.hearth.tensor.Device;
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
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a training step of the published CIFAR-10 net costs with each normalisation, against plain
 * weights (Salimans and Kingma 2016, §5.1). The nets alternate, in ascending and descending order, and
 * ratios are taken within each round.
 */
public final class WeightNormTime extends PaperExperiment {

    private static final Shape CIFAR = new Shape.Image(3, 32, 32);

    public WeightNormTime() {
        super(
                "weightnorm/step-time",
                "a step of the full CIFAR-10 net: batch norm and weight norm against plain weights");
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        int images = budget == Budget.SMOKE ? 8 : 100;
        int rounds = budget == Budget.SMOKE ? 3 : 9;
        Job job =
                new MeasurementJob(
                        name(),
                        "turns",
                        1,
                        budget,
                        1,
                        (seed, device) -> measure(seed, device, images, rounds));
        String deviation = "times of one machine";
        return new Plan(
                "full width, batch " + images + ", Adam, noise, " + rounds + " rounds",
                deviation,
                List.of(job),
                List.of(
                        new OnGraphicsCard(
                                WeightNormClaims.TIME.all(
                                        deviation,
                                        Claim.part("weight norm at most 3 %")
                                                .bounded(Map.of("weightNormExtraPercent", 3.0)),
                                        Claim.part("batch norm within half of 16 %")
                                                .bounded(
                                                        Map.of(
                                                                "batchNormDistanceFrom16Percent",
                                                                8.0))))),
                List.of());
    }

    private static Map<String, Double> measure(Seed seed, Device device, int images, int rounds) {
        Tensor batch = StepTimer.noise(CIFAR, images, 1, seed).to(device);
        List<StepTimer> timers =
                Stream.of(
                                new WeightNormCifar(WeightMode.THEMSELVES, BiasKind.BIAS),
                                new WeightNormCifar(WeightMode.THEMSELVES, BiasKind.BATCH_NORM),
                                new WeightNormCifar(WeightMode.NORMALIZED, BiasKind.BIAS),
                                new WeightNormCifar(
                                        WeightMode.NORMALIZED, BiasKind.MEAN_ONLY_BATCH_NORM))
                        .map(net -> timer(net, batch, seed))
                        .toList();
        timers.forEach(StepTimer::step);
        List<double[]> took = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            double[] seconds = new double[timers.size()];
            for (int i = 0; i < seconds.length; i++) {
                int which = round % 2 == 0 ? i : seconds.length - 1 - i;
                seconds[which] = timers.get(which).step().seconds();
            }
            took.add(seconds);
        }
        Map<String, Double> figures = new TreeMap<>();
        figures.put(OnGraphicsCard.FIGURE, device.kind() == Device.Kind.CUDA ? 1.0 : 0.0);
        figures.put("images", (double) images);
        figures.put("rounds", (double) rounds);
        figures.put("plainSeconds", median(took, s -> s[0]));
        double batchNorm = extra(took, 1, 0);
        figures.put("batchNormExtraPercent", batchNorm);
        figures.put("weightNormExtraPercent", extra(took, 2, 0));
        figures.put("weightNormMeanOnlyExtraPercent", extra(took, 3, 0));
        figures.put("batchNormOverWeightNormPercent", extra(took, 1, 2));
        figures.put("batchNormDistanceFrom16Percent", Math.abs(batchNorm - 16));
        return figures;
    }

    private static double median(List<double[]> took, ToDoubleFunction<double[]> figure) {
        return Statistics.of(took.stream().mapToDouble(figure).toArray()).median();
    }

    /** How much longer a step of one net takes than of another, in percent: the median over rounds. */
    private static double extra(List<double[]> took, int one, int other) {
        return 100 * (median(took, s -> s[one] / s[other]) - 1);
    }

    private static StepTimer timer(Layer net, Tensor images, Seed seed) {
        Adam adam = new Adam(0.9, 0.999, 1e-8, EpsilonPlacement.INSIDE_ROOT);
        int[] classes = IntStream.range(0, (int) images.size(0)).map(i -> i % 10).toArray();
        Tensor labels = Tensor.ofLabels(classes, classes.length);
        return new StepTimer(net, CIFAR, adam, 1e-4, images, labels, seed);
    }
}
