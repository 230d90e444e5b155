package dev.hearth.papers.weightnorm;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.Design;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.PairedSample;
import dev.hearth.experiments.claim.StatisticalCheck;
import dev.hearth.experiments.claim.Verdict;
import java.util.Arrays;
import java.util.Locale;

/**
 * A claim that a variant gains nothing, over paired seeds: refuted if the design's test finds that it gains on
 * the usual arm, confirmed if it finds its gain below a margin that would matter, else inconclusive. What
 * another part of the test images could make counts for neither.
 *
 * @param claim what is claimed
 * @param measure what is compared, the less the better
 * @param variant the arm that is said to be no better
 * @param usual the arm beside it
 * @param margin a gain below this is none
 * @param deviation how the conditions differ from the paper's
 */
record NoGainCheck(
        Claim claim, Measure measure, String variant, String usual, double margin, String deviation)
        implements StatisticalCheck {

    @Override
    public Finding judge(Evidence evidence, Design design) {
        Evidence.Pairs pairs = evidence.pairs(variant, usual, measure::of);
        PairedSample gains = PairedSample.between(pairs.first(), pairs.second(), design);
        int count = gains.count();
        if (count == 0) {
            return finding(
                    "nothing", 0, Verdict.NOT_TESTED, "there is no pair of runs of both arms");
        }
        if (Arrays.stream(gains.differences()).anyMatch(Double::isNaN)) {
            return finding("no figure", count, Verdict.INCONCLUSIVE, "a figure is missing");
        }
        String measured =
                String.format(
                        Locale.ROOT,
                        "%s: %s %.3f, %s %.3f%s",
                        measure.name(),
                        variant,
                        Arrays.stream(pairs.first()).average().orElseThrow(),
                        usual,
                        Arrays.stream(pairs.second()).average().orElseThrow(),
                        measure.unit());
        if (count < 2) {
            return finding(measured, count, Verdict.INCONCLUSIVE, "1 pair shows no spread");
        }
        double images = measure.imageMargin(design, evidence.of(variant), evidence.of(usual));
        Verdict verdict =
                gains.above(images)
                        ? Verdict.REFUTED
                        : gains.below(margin - images) ? Verdict.CONFIRMED : Verdict.INCONCLUSIVE;
        return finding(
                measured,
                count,
                verdict,
                String.format(
                        Locale.ROOT,
                        "%s gains %.3f on %s in the %s over %d pairs, %s; a gain below %.2g is none%s; %s",
                        variant,
                        gains.middle(),
                        usual,
                        gains.middleName(),
                        count,
                        gains.test("there is none", margin - images, "there is one", images),
                        margin,
                        images == 0
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        ", and %.2g could come from another part of the test images",
                                        images),
                        gains.detectable(images, measure.differenceUnit())));
    }

    private Finding finding(String measured, int seeds, Verdict verdict, String why) {
        return claim.finding(measured, deviation, seeds, verdict, why);
    }
}
