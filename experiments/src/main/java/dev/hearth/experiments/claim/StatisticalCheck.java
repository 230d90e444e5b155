package dev.hearth.experiments.claim;

import java.util.List;

/** A check by a statistical test, which depends on the design of the experiment. */
public interface StatisticalCheck extends ClaimCheck {

    /**
     * Judges the runs at the design's level: where nothing is true of the claim, it is confirmed or refuted
     * no more often than that.
     */
    @Override
    Finding judge(Evidence evidence, Design design);

    /** By a design of as many seeds as there are runs, which are looked at once. */
    @Override
    default Finding judge(Evidence evidence) {
        return judge(evidence, Design.of(evidence.seeds()).onlyLook());
    }

    @Override
    default List<Finding> parts(Evidence evidence) {
        return parts(evidence, Design.of(evidence.seeds()).onlyLook());
    }

    /** Those of a claim that has several parts; none if it has not. */
    @Override
    default List<Finding> parts(Evidence evidence, Design design) {
        return List.of();
    }
}
