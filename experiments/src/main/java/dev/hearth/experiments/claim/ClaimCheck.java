package dev.hearth.experiments.claim;

import java.util.List;

/** A claim with the rule by which runs answer it. It can come out either way. */
public interface ClaimCheck {

    /**
     * What is claimed.
     *
     * @return the claim
     */
    Claim claim();

    /** Judges the runs of an experiment. */
    Finding judge(Evidence evidence);

    /** Judges them as a design says; the same where no test is made. */
    default Finding judge(Evidence evidence, Design design) {
        return judge(evidence);
    }

    /**
     * A finding for each part of a claim that has several parts, with the part's statement; none if
     * it has not.
     */
    default List<Finding> parts(Evidence evidence) {
        return List.of();
    }

    /** The same as a design says. */
    default List<Finding> parts(Evidence evidence, Design design) {
        return parts(evidence);
    }
}
