package dev.hearth.train.claim;

import dev.hearth.train.metric.Statistics;
import dev.hearth.train.metric.WilcoxonSignedRank;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A claim that arms come in an order: each arm's figure is below the next one's.
 *
 * <p>Neighbours are compared pair by pair over seeds. A step of the order is shown when the 95 %
 * confidence interval of the mean difference (Student's t, paired) lies wholly on the claimed side;
 * it is contradicted when it lies wholly on the other. The claim is confirmed if every step is
 * shown, refuted if one is contradicted, else inconclusive. The Wilcoxon signed-rank p stands beside
 * it: with few seeds it cannot be small, and the text says how small it could be.
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
        implements Check {

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
        List<String> measured = new ArrayList<>();
        List<String> why = new ArrayList<>();
        int shown = 0;
        int contradicted = 0;
        int seeds = Integer.MAX_VALUE;
        for (String arm : order) {
            double[] values = evidence.values(arm, value);
            seeds = Math.min(seeds, values.length);
            measured.add(arm + " " + spread(values));
        }
        if (seeds < 2) {
            return new Finding(
                    claim.id(),
                    claim.statement(),
                    claim.paper(),
                    figure + ": " + String.join(", ", measured),
                    deviation,
                    seeds,
                    seeds == 0 ? Verdict.NOT_TESTED : Verdict.INCONCLUSIVE,
                    seeds + " run" + (seeds == 1 ? "" : "s") + " an arm cannot show a spread");
        }
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
        return new Finding(
                claim.id(),
                claim.statement(),
                claim.paper(),
                figure + ": " + String.join(", ", measured),
                deviation,
                seeds,
                verdict,
                String.join("; ", why));
    }

    private String spread(double[] values) {
        if (values.length == 0) {
            return "not run";
        }
        Statistics statistics = Statistics.of(values);
        String mean = number(statistics.mean());
        return statistics.standardDeviation().isEmpty()
                ? mean + unit
                : mean + "±" + number(statistics.standardDeviation().getAsDouble()) + unit;
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
            double mean,
            double low,
            double high,
            double p,
            double least) {

        static Step between(
                Evidence evidence, String first, String second, ToDoubleFunction<Trial> value) {
            double[] a = evidence.values(first, value);
            double[] b = evidence.values(second, value);
            double[] differences = new double[Math.min(a.length, b.length)];
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
                    statistics.mean(),
                    interval.low(),
                    interval.high(),
                    test.p(),
                    test.leastP());
        }

        String text(String unit) {
            return String.format(
                    Locale.ROOT,
                    "%s − %s = %s%s, 95 %% interval [%s, %s], Wilcoxon p = %.3f (least possible %.3f)",
                    second,
                    first,
                    number(mean),
                    unit,
                    number(low),
                    number(high),
                    p,
                    least);
        }
    }
}
