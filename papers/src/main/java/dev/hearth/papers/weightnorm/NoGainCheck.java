package dev.hearth.papers.weightnorm;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.train.metric.Statistics;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A claim that a variant gains nothing: over paired seeds, the 95 % confidence interval (Student's t)
 * of what it gains on the usual arm. Refuted if it lies above zero, confirmed if it lies below a margin
 * that would matter, else inconclusive.
 *
 * @param claim what is claimed
 * @param figure its name, for people
 * @param value taken from each run, the less the better
 * @param variant the arm that is said to be no better
 * @param usual the arm beside it
 * @param margin a gain below this is none
 * @param deviation how the conditions differ from the paper's
 */
record NoGainCheck(
        Claim claim,
        String figure,
        ToDoubleFunction<Trial> value,
        String variant,
        String usual,
        double margin,
        String deviation)
        implements ClaimCheck {

    @Override
    public Finding judge(Evidence evidence) {
        Evidence.Pairs pairs = evidence.pairs(variant, usual, value);
        int count = pairs.seeds().size();
        if (count == 0) {
            return finding(
                    "nothing", 0, Verdict.NOT_TESTED, "there is no pair of runs of both arms");
        }
        double[] gains = new double[count];
        for (int i = 0; i < count; i++) {
            gains[i] = pairs.second()[i] - pairs.first()[i];
            if (!Double.isFinite(gains[i])) {
                return finding("no figure", count, Verdict.INCONCLUSIVE, "a figure is not finite");
            }
        }
        String measured =
                String.format(
                        Locale.ROOT,
                        "%s: %s %.3f, %s %.3f",
                        figure,
                        variant,
                        Statistics.of(pairs.first()).mean(),
                        usual,
                        Statistics.of(pairs.second()).mean());
        if (count < 2) {
            return finding(measured, count, Verdict.INCONCLUSIVE, "1 pair shows no spread");
        }
        Statistics statistics = Statistics.of(gains);
        Statistics.Interval interval = statistics.confidence(0.95).orElseThrow();
        Verdict verdict =
                interval.low() > 0
                        ? Verdict.REFUTED
                        : interval.high() < margin ? Verdict.CONFIRMED : Verdict.INCONCLUSIVE;
        return finding(
                measured,
                count,
                verdict,
                String.format(
                        Locale.ROOT,
                        "%s gains %.3f on %s over %d pairs, 95 %% interval [%.3f, %.3f]; a gain"
                                + " below %.2g is none",
                        variant,
                        statistics.mean(),
                        usual,
                        count,
                        interval.low(),
                        interval.high(),
                        margin));
    }

    private Finding finding(String measured, int seeds, Verdict verdict, String why) {
        return claim.finding(measured, deviation, seeds, verdict, why);
    }
}
