package dev.hearth.experiments.claim;

import dev.hearth.train.metric.Statistics;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A claim that two arms end alike: the difference of their figures is no more than a margin.
 *
 * <p>Differences are taken seed by seed. The claim is confirmed if the 95 % confidence interval of
 * their mean (Student's t, paired) lies wholly within the margin, on either side of 0; refuted if it
 * lies wholly outside; else inconclusive. So few runs or much spread cannot confirm it.
 *
 * @param claim what is claimed
 * @param figure its name, for people
 * @param unit behind numbers, possibly empty
 * @param value taken from each run
 * @param first an arm
 * @param second another arm
 * @param margin the greatest difference that counts as none, above 0
 * @param deviation how the conditions differ from the paper's
 */
public record Equivalence(
        Claim claim,
        String figure,
        String unit,
        ToDoubleFunction<Trial> value,
        String first,
        String second,
        double margin,
        String deviation)
        implements ClaimCheck {

    /** Refuses a margin of nothing. */
    public Equivalence {
        if (!(margin > 0)) {
            throw new IllegalArgumentException(
                    "Equivalence needs a margin above 0. Received: margin="
                            + margin
                            + ". Use the greatest difference that does not matter.");
        }
    }

    @Override
    public Finding judge(Evidence evidence) {
        for (String arm : new String[] {first, second}) {
            if (evidence.of(arm).isEmpty()) {
                return finding("nothing", 0, Verdict.NOT_TESTED, "there is no run of " + arm);
            }
        }
        Evidence.Pairs pairs = evidence.pairs(first, second, value);
        String measured =
                figure
                        + ": "
                        + first
                        + " "
                        + numbers(pairs.first())
                        + ", "
                        + second
                        + " "
                        + numbers(pairs.second());
        int count = pairs.seeds().size();
        double[] differences = new double[count];
        for (int i = 0; i < count; i++) {
            differences[i] = pairs.second()[i] - pairs.first()[i];
        }
        if (!Arrays.stream(differences).allMatch(Double::isFinite)) {
            return finding(measured, count, Verdict.INCONCLUSIVE, "a run has no finite figure");
        }
        if (count < 2) {
            return finding(
                    measured,
                    count,
                    Verdict.INCONCLUSIVE,
                    count + " pair" + (count == 1 ? "" : "s") + " of runs cannot show a spread");
        }
        Statistics statistics = Statistics.of(differences);
        Statistics.Interval interval = statistics.confidence(0.95).orElseThrow();
        boolean within = interval.low() > -margin && interval.high() < margin;
        boolean beyond = interval.low() > margin || interval.high() < -margin;
        return finding(
                measured,
                count,
                within ? Verdict.CONFIRMED : beyond ? Verdict.REFUTED : Verdict.INCONCLUSIVE,
                String.format(
                        Locale.ROOT,
                        "%s − %s = %s%s over %d pairs, 95 %% interval [%s, %s], margin %s%s",
                        second,
                        first,
                        Ranking.number(statistics.mean()),
                        unit,
                        count,
                        Ranking.number(interval.low()),
                        Ranking.number(interval.high()),
                        Ranking.number(margin),
                        unit));
    }

    private String numbers(double[] values) {
        return values.length == 0
                ? "no pair"
                : Ranking.number(Arrays.stream(values).average().orElseThrow()) + unit;
    }

    private Finding finding(String measured, int seeds, Verdict verdict, String why) {
        return claim.finding(measured, deviation, seeds, verdict, why);
    }
}
