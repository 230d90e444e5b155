package dev.hearth.papers.gan;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.Design;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.StatisticalCheck;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.experiments.statistics.McNemar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Whether a generator comes to the distribution of the data. A run has recovered it where samples fall to all
 * eight modes and the divergence is below a tenth of the greatest possible, ln 2, over the last epochs; it is
 * far off where that is above half of ln 2, or where it diverged. Confirmed if more runs of an arm than not
 * have recovered it, by the exact sign test; refuted if in every arm more are far off than not, after thirty
 * epochs or more. The arms share the level as several parts of a claim do.
 *
 * @param claim what is claimed
 * @param last how many epochs at the end are averaged
 * @param deviation how the conditions differ
 */
record DistributionRecovery(Claim claim, int last, String deviation) implements StatisticalCheck {

    private static final double NEAR = 0.1 * Math.log(2);
    private static final double FAR = 0.5 * Math.log(2);
    private static final int MODES = 8;
    private static final int ENOUGH = 30;

    /** Shares are compared, not figures. */
    @Override
    public double detectable(Design design) {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public Finding judge(Evidence evidence, Design design) {
        if (evidence.trials().isEmpty()) {
            return finding(evidence, "nothing", Verdict.NOT_TESTED, "there is no run");
        }
        List<String> measured = new ArrayList<>();
        List<String> there = new ArrayList<>();
        boolean allFar =
                evidence.trials().stream()
                        .allMatch(trial -> trial.diverged() || trial.history().size() >= ENOUGH);
        double half = design.level() / evidence.arms().size() / 2;
        for (String arm : evidence.arms()) {
            List<Trial> runs = evidence.of(arm);
            double[] divergence = evidence.values(arm, divergence()::of);
            double[] modes = evidence.values(arm, trial -> trial.meanOfLast("modes", last));
            int recovered =
                    (int)
                            runs.stream()
                                    .filter(trial -> divergence().of(trial) < NEAR)
                                    .filter(trial -> trial.meanOfLast("modes", last) > MODES - 0.5)
                                    .count();
            int far = (int) Arrays.stream(divergence).filter(value -> value > FAR).count();
            measured.add(
                    String.format(
                            Locale.ROOT,
                            "%s divergence %.3f (worst %.3f) nats, modes %.1f, recovered in %d of %d",
                            arm,
                            Arrays.stream(divergence).average().orElse(Double.NaN),
                            Arrays.stream(divergence).max().orElse(Double.NaN),
                            Arrays.stream(modes).average().orElse(Double.NaN),
                            recovered,
                            runs.size()));
            if (McNemar.of(runs.size() - recovered, recovered).less() <= half) {
                there.add(arm);
            }
            allFar &= McNemar.of(runs.size() - far, far).less() <= half;
        }
        Verdict verdict =
                !there.isEmpty()
                        ? Verdict.CONFIRMED
                        : allFar ? Verdict.REFUTED : Verdict.INCONCLUSIVE;
        return finding(
                evidence,
                String.join("; ", measured),
                verdict,
                String.format(
                        Locale.ROOT,
                        "%s: all eight modes and less than a tenth of ln 2 in more runs than not (exact sign"
                                + " test at %.2g for each of %d arms; %d runs of an arm have to)",
                        there.isEmpty() ? "no arm is shown to have" : String.join(", ", there),
                        2 * half,
                        evidence.arms().size(),
                        (int) Math.ceil(-Math.log(half) / Math.log(2))));
    }

    private Measure divergence() {
        return new Measure("divergence", " nats", trial -> trial.meanOfLast("divergence", last));
    }

    private Finding finding(Evidence evidence, String measured, Verdict verdict, String why) {
        return claim.finding(measured, deviation, evidence.seeds(), verdict, why);
    }
}
