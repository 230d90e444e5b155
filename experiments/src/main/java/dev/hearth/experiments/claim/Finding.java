package dev.hearth.experiments.claim;

import java.util.Objects;

/**
 * What a run says of a claim.
 *
 * @param id of the claim
 * @param statement of the claim
 * @param paper what the paper measured
 * @param measured what was measured here, with spread
 * @param deviation how the conditions differ from the paper's; empty if they do not
 * @param seeds how many runs an arm
 * @param verdict what follows
 * @param why the reasoning, with the test
 */
public record Finding(
        String id,
        String statement,
        String paper,
        String measured,
        String deviation,
        int seeds,
        Verdict verdict,
        String why) {

    /** Refuses what is not there. */
    public Finding {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(statement, "statement");
        Objects.requireNonNull(paper, "paper");
        Objects.requireNonNull(measured, "measured");
        Objects.requireNonNull(deviation, "deviation");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(why, "why");
    }

    /** The same measurement with another conclusion. */
    public Finding with(Verdict other, String reason) {
        return new Finding(id, statement, paper, measured, deviation, seeds, other, reason);
    }
}
