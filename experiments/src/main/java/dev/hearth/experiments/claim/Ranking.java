package dev.hearth.experiments.claim;

import dev.hearth.train.metric.Statistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A claim that arms come in an order: each arm's figure is below the next one's.
 *
 * <p>Neighbours are compared pair by pair over seeds. A step of the order is shown when the 95 %
 * confidence interval of the mean difference (Student's t, paired) lies wholly on the claimed side;
 * it is contradicted when it lies wholly on the other. The claim is confirmed if every step is
 * shown, refuted if one is contradicted, else inconclusive. The Wilcoxon signed-rank p stands beside
 * it: with few seeds it cannot be small, and the text says how small it could be.
 *
 * <p>Runs are paired by their seeds; a seed that only one of two neighbours ran is left out. Where an
 * arm was never run the claim is not tested; where a run has no finite figure, or fewer than two pairs
 * are left, the outcome is inconclusive, whatever the others say.
 *
 * @param claim what is claimed
 * @param figure its name, for people
 * @param unit behind numbers, possibly empty
 * @param value taken from each run
 * @param order the arms, least first
 * @param deviation how the conditions differ from the paper's
 */
public record Ranking(
        Claim claim,
        String figure,
        String unit,
        ToDoubleFunction<Trial> value,
        List<String> order,
        String deviation)
        implements ClaimCheck {

    /** Refuses an order of fewer than two. */
    public Ranking {
        order = List.copyOf(order);
        if (order.size() < 2) {
            throw new IllegalArgumentException(
                    "A Ranking compares at least two arms. Received: " + order + ". Name more.");
        }
    }

    @Override
    public Finding judge(Evidence evidence) {
        String missing =
                order.stream()
                        .filter(arm -> evidence.of(arm).isEmpty())
                        .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            return finding(evidence, 0, Verdict.NOT_TESTED, "there is no run of " + missing);
        }
        int pairs = Integer.MAX_VALUE;
        for (int i = 0; i + 1 < order.size(); i++) {
            Evidence.Pairs both = evidence.pairs(order.get(i), order.get(i + 1), value);
            pairs = Math.min(pairs, both.seeds().size());
        }
        String broken =
                order.stream()
                        .flatMap(arm -> evidence.of(arm).stream())
                        .filter(trial -> !Double.isFinite(value.applyAsDouble(trial)))
                        .map(trial -> trial.arm() + " seed " + trial.seed())
                        .collect(Collectors.joining(", "));
        if (!broken.isEmpty()) {
            return finding(
                    evidence,
                    pairs,
                    Verdict.INCONCLUSIVE,
                    "there is no finite figure of " + broken);
        }
        if (pairs < 2) {
            return finding(
                    evidence,
                    pairs,
                    Verdict.INCONCLUSIVE,
                    pairs + " pair" + (pairs == 1 ? "" : "s") + " of runs cannot show a spread");
        }
        List<String> why = new ArrayList<>();
        int shown = 0;
        int contradicted = 0;
        for (int i = 0; i + 1 < order.size(); i++) {
            Step step = Step.between(evidence, order.get(i), order.get(i + 1), value);
            why.add(step.text(unit));
            shown += step.low() > 0 ? 1 : 0;
            contradicted += step.high() < 0 ? 1 : 0;
        }
        Verdict verdict =
                contradicted > 0
                        ? Verdict.REFUTED
                        : shown == order.size() - 1 ? Verdict.CONFIRMED : Verdict.INCONCLUSIVE;
        return finding(evidence, pairs, verdict, String.join("; ", why));
    }

    private Finding finding(Evidence evidence, int seeds, Verdict verdict, String why) {
        String measured =
                order.stream()
                        .map(arm -> arm + " " + spread(evidence.values(arm, value)))
                        .collect(Collectors.joining(", "));
        return claim.finding(figure + ": " + measured, deviation, seeds, verdict, why);
    }

    private String spread(double[] values) {
        if (values.length == 0) {
            return "not run";
        }
        double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
        String lost =
                finite.length == values.length
                        ? ""
                        : " (not finite in "
                                + (values.length - finite.length)
                                + " of "
                                + values.length
                                + ")";
        if (finite.length == 0) {
            return "no figure" + lost;
        }
        Statistics statistics = Statistics.of(finite);
        String mean = number(statistics.mean());
        return (statistics.standardDeviation().isEmpty()
                        ? mean + unit
                        : mean + "±" + number(statistics.standardDeviation().getAsDouble()) + unit)
                + lost;
    }

    /** The same check, which speaks only where every arm's figure is below a guess without looking. */
    public ClaimCheck learned(double guess, String name) {
        return new RequiresLearning(this, order, value, guess, name);
    }

    static String number(double value) {
        double size = Math.abs(value);
        String form = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.3f" : "%.2g";
        return String.format(Locale.ROOT, form, value);
    }

    /** The difference of two arms over paired seeds: second minus first. */
    private record Step(
            String first,
            String second,
            int pairs,
            double mean,
            double low,
            double high,
            double p,
            double least) {

        static Step between(
                Evidence evidence, String first, String second, ToDoubleFunction<Trial> value) {
            Evidence.Pairs pairs = evidence.pairs(first, second, value);
            double[] a = pairs.first();
            double[] b = pairs.second();
            double[] differences = new double[a.length];
            for (int i = 0; i < differences.length; i++) {
                differences[i] = b[i] - a[i];
            }
            Statistics statistics = Statistics.of(differences);
            Statistics.Interval interval = statistics.confidence(0.95).orElseThrow();
            WilcoxonSignedRank test =
                    WilcoxonSignedRank.of(b, a, WilcoxonSignedRank.Alternative.GREATER);
            return new Step(
                    first,
                    second,
                    differences.length,
                    statistics.mean(),
                    interval.low(),
                    interval.high(),
                    test.p(),
                    test.leastP());
        }

        String text(String unit) {
            return String.format(
                    Locale.ROOT,
                    "%s − %s = %s%s over %d pairs, 95 %% interval [%s, %s], Wilcoxon p = %.3f (least possible %.3f)",
                    second,
                    first,
                    number(mean),
                    unit,
                    pairs,
                    number(low),
                    number(high),
                    p,
                    least);
        }
    }
}
