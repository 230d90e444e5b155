package dev.hearth.papers.weightnorm;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Verdict;

/**
 * A check of times on a graphics card: times of a processor are told, and decide nothing.
 *
 * @param check what is asked of times of a graphics card
 */
record OnGraphicsCard(ClaimCheck check) implements ClaimCheck {

    /** The metric that is 1 where a graphics card computed. */
    static final String FIGURE = "graphicsCard";

    @Override
    public Claim claim() {
        return check.claim();
    }

    @Override
    public Finding judge(Evidence evidence) {
        Finding finding = check.judge(evidence);
        return evidence.trials().stream().allMatch(trial -> trial.metric(FIGURE) == 1)
                ? finding
                : finding.with(
                        Verdict.NOT_TESTED,
                        "the claim is of a graphics card's times; these are a processor's");
    }
}
