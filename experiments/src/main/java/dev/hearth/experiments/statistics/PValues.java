package dev.hearth.experiments.statistics;

/**
 * The two tails of a test of a first sample against a second.
 *
 * @param less the probability, where nothing differs, of a first sample at least this far below
 * @param greater of one at least this far above
 */
public record PValues(double less, double greater) {

    /** Of both sides: twice the smaller tail, at most 1. */
    public double twoSided() {
        return Math.min(1, 2 * Math.min(less, greater));
    }
}
