package dev.hearth.nn.layers;

import dev.hearth.tensor.Check;
import dev.hearth.tensor.RandomStream;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The regions of one axis, in plain Java: region i is the cells from starts[i] to just before
 * ends[i], counted from 0.
 *
 * <pre>{@code
 * AxisRegions drawn = AxisRegions.drawn(
 *     25, 18, RegionOverlap.DISJOINT, IncrementDraw.RANDOM, RegionConvention.PAPER_FORMULA, new Seed(1).stream());
 * AxisRegions fixed = new AxisRegions(5, List.of(0, 2, 3), List.of(2, 3, 5));
 * }</pre>
 *
 * @param starts the first cell of each region, not falling
 * @param ends the cell behind each region, not falling
 */
public record AxisRegions(int cells, List<Integer> starts, List<Integer> ends) {

    /** Refuses a region that is empty, outside, or before the region before it. */
    public AxisRegions {
        starts = List.copyOf(starts);
        ends = List.copyOf(ends);
        boolean wrong = starts.isEmpty() || starts.size() != ends.size();
        for (int i = 0; i < starts.size() && !wrong; i++) {
            int start = starts.get(i);
            int end = ends.get(i);
            wrong =
                    start < 0
                            || end <= start
                            || end > cells
                            || i > 0 && (start < starts.get(i - 1) || end < ends.get(i - 1));
        }
        if (wrong) {
            throw Check.error(
                    "AxisRegions needs equally many starts and ends, 0 ≤ start < end ≤ cells, neither falling",
                    "starts=" + starts + ", ends=" + ends + " on " + cells + " cells",
                    "Mend them, or let AxisRegions.drawn draw");
        }
    }

    AxisRegions(int cells, RegionBounds bounds) {
        this(cells, boxed(bounds.starts()), boxed(bounds.ends()));
    }

    private static List<Integer> boxed(int[] values) {
        return IntStream.of(values).boxed().toList();
    }

    /** Refuses sizes that do not fall. */
    static void refuse(int in, int out) {
        if (out < 1 || out >= in) {
            throw Check.error(
                    "FractionalMaxPool2d needs 0 < out < in on each axis",
                    "in=" + in + ", out=" + out,
                    "Give an output size from 1 to " + Math.max(1, in - 1));
        }
    }

    /**
     * A fresh draw.
     *
     * @param in N, the cells of the axis
     * @param out n, the count of regions: 0 &lt; n &lt; N
     * @param windows disjoint or overlapping
     * @param draw random or pseudorandom
     * @throws IllegalArgumentException if the sizes do not suit
     */
    public static AxisRegions drawn(
            int in,
            int out,
            RegionOverlap windows,
            IncrementDraw draw,
            RegionConvention convention,
            RandomStream random) {
        refuse(in, out);
        Increments increments = new Increments(in, out, windows, convention);
        return new AxisRegions(in, increments.drawn(draw, random));
    }

    /**
     * The pseudorandom regions of a given u.
     *
     * @param in N, the cells of the axis
     * @param out n, the count of regions: 0 &lt; n &lt; N
     * @param windows disjoint or overlapping
     * @param convention whose; by the paper's formula, its u is (1 − u)/α
     * @param u in [0, 1)
     * @throws IllegalArgumentException if the sizes or u do not suit
     */
    public static AxisRegions pseudorandom(
            int in, int out, RegionOverlap windows, RegionConvention convention, double u) {
        refuse(in, out);
        if (!(u >= 0 && u < 1)) {
            throw Check.error(
                    "AxisRegions.pseudorandom needs u in [0, 1)",
                    "u=" + u,
                    "Draw it with RandomStream.nextDouble");
        }
        Increments increments = new Increments(in, out, windows, convention);
        return new AxisRegions(in, increments.regular(u));
    }

    /** The count of regions. */
    public int count() {
        return starts.size();
    }

    /** The same as arrays. */
    RegionBounds bounds() {
        return new RegionBounds(array(starts), array(ends));
    }

    private static int[] array(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
