package dev.hearth.experiments.claim;

import java.util.function.Function;

/**
 * A claim that cannot be tested here, with what could be measured about it.
 *
 * @param claim what is claimed
 * @param measured says what was measured all the same
 * @param why it cannot be tested: data or budget
 */
public record Untested(Claim claim, Function<Evidence, String> measured, String why)
        implements ClaimCheck {

    @Override
    public Finding judge(Evidence evidence) {
        return claim.finding(
                measured.apply(evidence), "", evidence.seeds(), Verdict.NOT_TESTED, why);
    }
}
