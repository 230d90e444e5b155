package dev.hearth.nn.layers;

import dev.hearth.tensor.PoolRegions;

/** The regions of one axis as the kernel takes them. */
record RegionBounds(int[] starts, int[] ends) {

    /** Some sets of regions of one axis. */
    static PoolRegions spans(int cells, RegionBounds... sets) {
        int[][] starts = new int[sets.length][];
        int[][] ends = new int[sets.length][];
        for (int set = 0; set < sets.length; set++) {
            starts[set] = sets[set].starts;
            ends[set] = sets[set].ends;
        }
        return PoolRegions.of(cells, starts, ends);
    }
}
