package dev.hearth.experiments.claim;

import java.util.List;

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

    /**
     * Answers part by part, where a claim has several.
     *
     * @param evidence all runs of an experiment
     * @return a finding for each part, whose statement is the part's; none if the claim is one
     */
    default List<Finding> parts(Evidence evidence) {
        return List.of();
    }
}
