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

    /**
     * The difference that the design shows with 90 %, in standard deviations of pairs' differences: of each of
     * the parts that share its level, at what each has at first. Infinite where none can be shown, and of tests
     * of shares.
     */
    default double detectable(Design design) {
        return design.detectable();
    }

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
