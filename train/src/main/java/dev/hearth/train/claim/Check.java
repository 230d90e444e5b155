package dev.hearth.train.claim;

/** A claim with the rule by which runs answer it. It can come out either way. */
public interface Check {

    /**
     * What is claimed.
     *
     * @return the claim
     */
    Claim claim();

    /**
     * Answers from runs.
     *
     * @param evidence all runs of an experiment
     * @return the finding
     */
    Finding judge(Evidence evidence);
}
