package dev.hearth.bench;

import java.util.List;

/**
 * How long to look.
 *
 * @param threads the counts to measure with
 * @param seconds of each comparison
 * @param leastRounds of each comparison, unless they take four times as long
 * @param warmSteps before memory is looked at
 * @param steps over which memory is looked at
 */
record Effort(List<Integer> threads, double seconds, int leastRounds, int warmSteps, int steps) {

    static Effort full(List<Integer> threads) {
        return new Effort(threads, 10, 9, 5_000, 20_000);
    }

    /** A few minutes in all, where nothing else runs; a second or two for each comparison of small steps. */
    static Effort quick(List<Integer> threads) {
        return new Effort(threads, 1.5, 3, 500, 2_000);
    }

    /** Whether less should be looked at, too. */
    boolean isQuick() {
        return seconds < 5;
    }

    Alternation alternation() {
        return new Alternation(seconds / 3, seconds, leastRounds);
    }
}
