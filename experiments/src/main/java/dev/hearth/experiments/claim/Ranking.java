package dev.hearth.experiments.claim;

import dev.hearth.experiments.statistics.MannWhitney;
import dev.hearth.train.metric.Statistics;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A claim that arms come in an order: each arm's figure is below the next one's.
 *
 * <p>Neighbours are compared pair by pair over seeds, by the {@link Design}'s test. A step of the order is
 * shown when the test finds the difference on the claimed side, contradicted when it finds it on the other.
 * The claim is confirmed if every step is shown, refuted if one is contradicted, else inconclusive. Several
 * steps share the level as {@link Holm} says. Where the figure is an error on a fixed part of the test
 * images, the difference has to be more than another part could make.
 *
 * <p>Runs are paired by their seeds; a seed that only one of two neighbours ran is left out. A run that
 * diverged has the worst figure. Where an arm was never run the claim is not tested; where a run that did
 * not diverge lacks the figure, or fewer than two pairs are left, the outcome is inconclusive, whatever the
 * others say.
 *
 * @param claim what is claimed
 * @param measure what is compared
 * @param order the arms, least first
 * @param deviation how the conditions differ from the paper's
 */
public record Ranking(Claim claim, Measure measure, List<String> order, String deviation)
        implements StatisticalCheck {

    /** Refuses an order of fewer than two. */
    public Ranking {
        order = List.copyOf(order);
        if (order.size() < 2) {
            throw new IllegalArgumentException(
                    "A Ranking compares at least two arms. Received: " + order + ". Name more.");
        }
    }

    /** Of a figure of which less is better. */
    public Ranking(
            Claim claim,
            String figure,
            String unit,
            ToDoubleFunction<Trial> value,
            List<String> order,
            String deviation) {
        this(claim, new Measure(figure, unit, value), order, deviation);
    }

    @Override
    public Finding judge(Evidence evidence, Design design) {
        String missing =
                order.stream()
                        .filter(arm -> evidence.of(arm).isEmpty())
                        .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            return finding(evidence, 0, Verdict.NOT_TESTED, "there is no run of " + missing);
        }
        boolean paired = design.test() != Design.Test.RANK_SUM;
        int pairs = Integer.MAX_VALUE;
        for (int i = 0; i + 1 < order.size(); i++) {
            pairs =
                    Math.min(
                            pairs,
                            paired
                                    ? evidence.pairs(order.get(i), order.get(i + 1), measure::of)
                                            .seeds()
                                            .size()
                                    : Math.min(
                                            evidence.of(order.get(i)).size(),
                                            evidence.of(order.get(i + 1)).size()));
        }
        String broken =
                order.stream()
                        .flatMap(arm -> evidence.of(arm).stream())
                        .filter(trial -> Double.isNaN(measure.of(trial)))
                        .map(trial -> trial.arm() + " seed " + trial.seed())
                        .collect(Collectors.joining(", "));
        if (!broken.isEmpty()) {
            return finding(
                    evidence, pairs, Verdict.INCONCLUSIVE, "there is no figure of " + broken);
        }
        if (pairs < 2) {
            return finding(
                    evidence,
                    pairs,
                    Verdict.INCONCLUSIVE,
                    pairs + " pair" + (pairs == 1 ? "" : "s") + " of runs cannot show a spread");
        }
        List<Step> steps =
                Holm.of(
                        order.size() - 1,
                        design,
                        (i, each) -> step(evidence, order.get(i), order.get(i + 1), each),
                        step -> step.verdict().isDecision());
        Verdict verdict =
                steps.stream().anyMatch(step -> step.verdict() == Verdict.REFUTED)
                        ? Verdict.REFUTED
                        : steps.stream().allMatch(step -> step.verdict() == Verdict.CONFIRMED)
                                ? Verdict.CONFIRMED
                                : Verdict.INCONCLUSIVE;
        return finding(
                evidence,
                pairs,
                verdict,
                steps.stream().map(Step::text).collect(Collectors.joining("; ")));
    }

    @Override
    public double detectable(Design design) {
        return design.detectable(order.size() - 1);
    }

    private Finding finding(Evidence evidence, int seeds, Verdict verdict, String why) {
        String measured =
                order.stream()
                        .map(arm -> arm + " " + spread(evidence.values(arm, measure::of)))
                        .collect(Collectors.joining(", "));
        return claim.finding(measure.name() + ": " + measured, deviation, seeds, verdict, why);
    }

    private String spread(double[] values) {
        if (values.length == 0) {
            return "not run";
        }
        double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
        long worst = Arrays.stream(values).filter(Double::isInfinite).count();
        String lost =
                Stream.of(
                                worst == 0 ? "" : "without bound in " + worst,
                                values.length - finite.length == worst
                                        ? ""
                                        : "not measured in "
                                                + (values.length - finite.length - worst))
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(", "));
        lost = lost.isEmpty() ? "" : " (" + lost + " of " + values.length + ")";
        if (finite.length == 0) {
            return "no figure" + lost;
        }
        Statistics statistics = Statistics.of(finite);
        String mean = number(statistics.mean());
        return (statistics.standardDeviation().isEmpty()
                        ? mean + measure.unit()
                        : mean
                                + "±"
                                + number(statistics.standardDeviation().getAsDouble())
                                + measure.unit())
                + lost;
    }

    /** The same check, which speaks only where every arm's figure is below a guess without looking. */
    public RequiresLearning learned(double guess, String name) {
        return new RequiresLearning(this, order, measure.value(), guess, name);
    }

    static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "-∞";
        }
        double size = Math.abs(value);
        String form = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.3f" : "%.2g";
        return String.format(Locale.ROOT, form, value);
    }

    /** What two neighbours say. */
    private record Step(Verdict verdict, String text) {}

    private Step step(Evidence evidence, String first, String second, Design design) {
        if (design.test() == Design.Test.RANK_SUM) {
            return unpaired(evidence, first, second, design);
        }
        Evidence.Pairs pairs = evidence.pairs(first, second, measure::of);
        PairedSample sample = PairedSample.between(pairs.first(), pairs.second(), design);
        double margin = margin(design, evidence, first, second);
        return new Step(
                verdict(sample.above(margin), sample.below(-margin)),
                String.format(
                        Locale.ROOT,
                        "%s − %s = %s%s in the %s over %d pairs, %s%s; %s",
                        second,
                        first,
                        number(sample.middle()),
                        measure.differenceUnit(),
                        sample.middleName(),
                        sample.count(),
                        sample.test(margin),
                        measure.clearing(margin),
                        sample.detectable(margin, measure.differenceUnit())));
    }

    private Step unpaired(Evidence evidence, String first, String second, Design design) {
        double[] a = evidence.values(first, measure::of);
        double[] b = evidence.values(second, measure::of);
        double margin = margin(design, evidence, first, second);
        double half = design.level() / 2;
        double less = MannWhitney.of(shifted(a, margin), b).p().less();
        double greater = MannWhitney.of(shifted(a, -margin), b).p().greater();
        return new Step(
                verdict(less <= half, greater <= half),
                String.format(
                        Locale.ROOT,
                        "%s against %s over %d and %d runs, rank sums p = %.2g against %s%s",
                        second,
                        first,
                        b.length,
                        a.length,
                        Math.min(1, 2 * Math.min(less, greater)),
                        Design.text(design.level()),
                        measure.clearing(margin)));
    }

    private static double[] shifted(double[] values, double by) {
        return Arrays.stream(values).map(value -> value + by).toArray();
    }

    private static Verdict verdict(boolean shown, boolean contradicted) {
        return shown ? Verdict.CONFIRMED : contradicted ? Verdict.REFUTED : Verdict.INCONCLUSIVE;
    }

    private double margin(Design design, Evidence evidence, String first, String second) {
        return measure.imageMargin(design, evidence.of(first), evidence.of(second));
    }
}
