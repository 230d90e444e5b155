package dev.hearth.tensor;

import java.util.Arrays;

/**
 * The intervals of one axis that a pool reads: output cell i is the maximum of the cells from start(i) to
 * before end(i). There is one set of intervals for a whole batch, or one an example, or one a plane
 * (an example's channel), so that examples may be pooled at different places in one operation.
 *
 * <pre>{@code
 * PoolRegions halves = PoolRegions.of(4, new int[][] {{0, 2}}, new int[][] {{2, 4}});
 * Tensor x = Tensor.ones(8, 3, 4, 4);
 * Tensor y = Functional.maxPoolRegions(x, halves, halves);   // a 2×2 max-pool: 8×3×2×2
 * }</pre>
 */
public final class PoolRegions {

    private final int cells;
    private final int count;
    private final int[][] starts;
    private final int[][] ends;
    private final int widest;
    private final int narrowest;
    private final int spread;

    private PoolRegions(int cells, int[][] starts, int[][] ends) {
        this.cells = cells;
        this.count = starts[0].length;
        this.starts = starts;
        this.ends = ends;
        int most = 0;
        int least = cells;
        int[] first = starts[0].clone();
        int[] last = ends[0].clone();
        for (int set = 0; set < starts.length; set++) {
            for (int i = 0; i < count; i++) {
                int start = starts[set][i];
                int end = ends[set][i];
                most = Math.max(most, end - start);
                least = Math.min(least, end - start);
                first[i] = Math.min(first[i], start);
                last[i] = Math.max(last[i], end);
            }
        }
        int apart = 0;
        for (int i = 0; i < count; i++) {
            apart = Math.max(apart, last[i] - first[i]);
        }
        this.spread = apart;
        this.widest = most;
        this.narrowest = least;
    }

    /**
     * Intervals given by their ends.
     *
     * @param cells the extent of the axis, above 0
     * @param starts for each set, the first cell of each interval, not decreasing
     * @param ends for each set, the cell behind each interval, not decreasing
     * @throws IllegalArgumentException if an interval is empty, outside, or before its neighbour, or if
     *     the sets differ in length
     */
    public static PoolRegions of(int cells, int[][] starts, int[][] ends) {
        if (starts.length == 0 || starts.length != ends.length || starts[0].length == 0) {
            throw fault(starts.length + " sets of starts and " + ends.length + " of ends");
        }
        int[][] ownStarts = new int[starts.length][];
        int[][] ownEnds = new int[starts.length][];
        for (int set = 0; set < starts.length; set++) {
            ownStarts[set] = starts[set].clone();
            ownEnds[set] = ends[set].clone();
            refuse(cells, starts[0].length, ownStarts[set], ownEnds[set]);
        }
        return new PoolRegions(cells, ownStarts, ownEnds);
    }

    private static void refuse(int cells, int count, int[] starts, int[] ends) {
        boolean wrong = starts.length != count || ends.length != count;
        for (int i = 0; i < count && !wrong; i++) {
            wrong =
                    starts[i] < 0
                            || ends[i] <= starts[i]
                            || ends[i] > cells
                            || i > 0 && (starts[i] < starts[i - 1] || ends[i] < ends[i - 1]);
        }
        if (wrong) {
            throw fault(
                    "starts "
                            + Arrays.toString(starts)
                            + " and ends "
                            + Arrays.toString(ends)
                            + " on "
                            + cells
                            + " cells");
        }
    }

    private static IllegalArgumentException fault(String came) {
        return Check.error(
                "PoolRegions needs sets of equally many intervals, each inside the axis, not empty"
                        + " and not before its neighbour",
                came,
                "Give 0 ≤ start < end ≤ cells, neither decreasing");
    }

    /** The extent of the axis. */
    public int cells() {
        return cells;
    }

    /** How many intervals a set has: the extent of the output. */
    public int count() {
        return count;
    }

    /** How many sets there are: 1 for a whole batch, or one an example or a plane. */
    public int sets() {
        return starts.length;
    }

    /** The most cells that an interval has. */
    int widest() {
        return widest;
    }

    /** The fewest. */
    int narrowest() {
        return narrowest;
    }

    /** The most cells that one interval covers over all sets. */
    int spread() {
        return spread;
    }

    /** First cells; not to be changed. */
    int[] starts(int set) {
        return starts[set];
    }

    /** Cells behind; not to be changed. */
    int[] ends(int set) {
        return ends[set];
    }

    /** Which set serves a plane. */
    int set(int example, int channel, int examples, int channels) {
        if (sets() == 1) {
            return 0;
        }
        return sets() == examples ? example : example * channels + channel;
    }

    /**
     * Puts a row of results together: for each interval its pixel from the row of its width, counted from
     * 1, as many numbers as lanes.
     */
    void gather(int set, int lanes, int[][] byWidth, int[] into) {
        // Intervals that begin side by side and are equally wide lie side by side.
        for (int j = 0; j < count; ) {
            int width = ends[set][j] - starts[set][j];
            int end = j + 1;
            while (end < count
                    && starts[set][end] == starts[set][j] + end - j
                    && ends[set][end] - starts[set][end] == width) {
                end++;
            }
            System.arraycopy(
                    byWidth[width - 1], starts[set][j] * lanes, into, j * lanes, (end - j) * lanes);
            j = end;
        }
    }

    /** Whether channels of one example may differ. */
    boolean differsByChannel(int examples) {
        return sets() != 1 && sets() != examples;
    }

    /** Refuses intervals that do not suit an image batch. */
    void refuseUnlessFor(String axis, Tensor x, int dimension) {
        long examples = x.size(0);
        long planes = examples * x.size(1);
        if (cells != x.size(dimension) || sets() != 1 && sets() != examples && sets() != planes) {
            throw Check.error(
                    "maxPoolRegions needs "
                            + axis
                            + " intervals of the image's extent, one set for all, one an example or"
                            + " one a plane",
                    sets() + " sets on " + cells + " cells for " + x.describe(),
                    "Draw the intervals for this batch");
        }
    }
}
