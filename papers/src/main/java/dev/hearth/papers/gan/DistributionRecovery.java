package dev.hearth.papers.gan;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Whether a generator comes to the distribution of the data. An arm has recovered it where, in every
 * run, samples fall to all eight modes and the divergence is below a tenth of the greatest possible, ln
 * 2, over the last epochs. Confirmed if an arm of two runs or more has; refuted if in every run of every
 * arm the divergence is still above half of ln 2 after thirty epochs or more.
 *
 * @param claim what is claimed
 * @param last how many epochs at the end are averaged
 * @param deviation how the conditions differ
 */
record DistributionRecovery(Claim claim, int last, String deviation) implements ClaimCheck {

    private static final double NEAR = 0.1 * Math.log(2);
    private static final double FAR = 0.5 * Math.log(2);
    private static final int MODES = 8;
    private static final int ENOUGH = 30;

    @Override
    public Finding judge(Evidence evidence) {
        if (evidence.trials().isEmpty()) {
            return finding(evidence, "nothing", Verdict.NOT_TESTED, "there is no run");
        }
        List<String> measured = new ArrayList<>();
        List<String> there = new ArrayList<>();
        boolean allFar =
                evidence.trials().stream().allMatch(trial -> trial.history().size() >= ENOUGH);
        for (String arm : evidence.arms()) {
            double[] divergence =
                    evidence.values(arm, trial -> trial.meanOfLast("divergence", last));
            double[] modes = evidence.values(arm, trial -> trial.meanOfLast("modes", last));
            measured.add(
                    String.format(
                            Locale.ROOT,
                            "%s divergence %.3f (worst %.3f) nats, modes %.1f",
                            arm,
                            Arrays.stream(divergence).average().orElse(Double.NaN),
                            Arrays.stream(divergence).max().orElse(Double.NaN),
                            Arrays.stream(modes).average().orElse(Double.NaN)));
            boolean recovered =
                    divergence.length > 1
                            && Arrays.stream(divergence).allMatch(value -> value < NEAR)
                            && Arrays.stream(modes).allMatch(value -> value > MODES - 0.5);
            if (recovered) {
                there.add(arm);
            }
            allFar &= Arrays.stream(divergence).allMatch(value -> value > FAR);
        }
        Verdict verdict =
                !there.isEmpty()
                        ? Verdict.CONFIRMED
                        : allFar ? Verdict.REFUTED : Verdict.INCONCLUSIVE;
        return finding(
                evidence,
                String.join("; ", measured),
                verdict,
                there.isEmpty()
                        ? "no arm has all eight modes and less than a tenth of ln 2 in every run"
                        : String.join(", ", there)
                                + " with all eight modes and less than a tenth of ln 2 in every run");
    }

    private Finding finding(Evidence evidence, String measured, Verdict verdict, String why) {
        return claim.finding(measured, deviation, evidence.seeds(), verdict, why);
    }
}
