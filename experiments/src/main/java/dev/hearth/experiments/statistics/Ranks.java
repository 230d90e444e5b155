package dev.hearth.experiments.statistics;

import java.util.Arrays;

/** Ranks from 1; equal values share the mean of theirs. */
final class Ranks {

    private Ranks() {}

    /** Twice the ranks, so that shared ranks are whole numbers too. Infinite values have ranks, NaN has none. */
    static int[] doubled(double[] values) {
        int n = values.length;
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int[] ranks = new int[n];
        for (int i = 0; i < n; i++) {
            int first = 0;
            while (sorted[first] < values[i]) {
                first++;
            }
            int last = first;
            while (last + 1 < n && sorted[last + 1] == values[i]) {
                last++;
            }
            ranks[i] = first + 1 + last + 1;
        }
        return ranks;
    }
}
