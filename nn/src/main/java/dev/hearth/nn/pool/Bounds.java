package dev.hearth.nn.pool;

import dev.hearth.tensor.Spans;

/** The regions of one axis as the kernel takes them. */
record Bounds(int[] starts, int[] ends) {

    /** Some sets of regions of one axis. */
    static Spans spans(int cells, Bounds... sets) {
        int[][] starts = new int[sets.length][];
        int[][] ends = new int[sets.length][];
        for (int set = 0; set < sets.length; set++) {
            starts[set] = sets[set].starts;
            ends[set] = sets[set].ends;
        }
        return Spans.of(cells, starts, ends);
    }
}
