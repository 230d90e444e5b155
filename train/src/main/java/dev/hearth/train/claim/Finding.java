package dev.hearth.train.claim;

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
        String why) {}
