package dev.hearth.nn;

import dev.hearth.tensor.Check;
import dev.hearth.tensor.Tensor;

/**
 * Where the output units of a weight lie: which of its numbers feed one unit.
 *
 * <p>A unit is an index of one dimension. With groups, as in a transposed convolution [channels ×
 * filters/groups × height × width], the first dimension is divided into so many groups, and each
 * group has units of its own.
 *
 * <pre>{@code
 * WeightAxes ofLinear = WeightAxes.FIRST;              // W [units × in]
 * WeightAxes ofTransposed = new WeightAxes(1, 2);      // W [channels × filters/2 × height × width]
 * long count = ofTransposed.count(8, 3, 5, 5);   // 6
 * }</pre>
 *
 * @param dimension that counts units: 0, or 1 where the first counts inputs
 * @param groups of the first dimension, above 0; 1 where {@code dimension} is 0
 */
public record WeightAxes(int dimension, int groups) {

    /** The first dimension: linear layers, convolutions, the gates of recurrent layers. */
    public static final WeightAxes FIRST = new WeightAxes(0, 1);

    /** Refuses other dimensions, and groups where the first dimension counts units. */
    public WeightAxes {
        if (dimension < 0 || dimension > 1 || groups < 1 || dimension == 0 && groups > 1) {
            throw Check.error(
                    "Units lie along dimension 0, or along 1 in groups of the first",
                    "dimension=" + dimension + ", groups=" + groups,
                    "Use WeightAxes.FIRST, or new WeightAxes(1, groups) for a transposed convolution");
        }
    }

    /**
     * How many units there are.
     *
     * @return one or more
     */
    public long count(long... shape) {
        return shape[dimension] * groups;
    }

    /**
     * How many numbers feed one unit.
     *
     * @return one or more
     */
    public long fed(long... shape) {
        long all = 1;
        for (long extent : shape) {
            all = Math.multiplyExact(all, extent);
        }
        return all / count(shape);
    }

    /**
     * To which unit a number of the weight belongs.
     *
     * @param index of the number, row-major
     * @return from 0
     */
    public int of(long index, long... shape) {
        if (dimension == 0) {
            return Math.toIntExact(index / fed(shape));
        }
        long area = 1;
        for (int i = 2; i < shape.length; i++) {
            area *= shape[i];
        }
        long row = index / (area * shape[1]);
        long group = row / (shape[0] / groups);
        return Math.toIntExact(group * shape[1] + index / area % shape[1]);
    }

    /**
     * The weight with its units apart: [units × rest], or [groups × inputs × units × rest].
     *
     * @return a view where the layout allows
     */
    public Tensor apart(Tensor weight) {
        long[] shape = weight.shape();
        return dimension == 0
                ? weight.reshape(shape[0], -1)
                : weight.reshape(groups, shape[0] / groups, shape[1], -1);
    }

    /**
     * Numbers of units so that they broadcast over {@link #apart}.
     *
     * @param each [units]
     * @return [units × 1], or [groups × 1 × units × 1]
     */
    public Tensor broadcast(Tensor each) {
        return dimension == 0 ? each.reshape(-1, 1) : each.reshape(groups, 1, -1, 1);
    }

    /**
     * Sums over all that feeds a unit.
     *
     * @param apart as {@link #apart} gives it
     * @return with extents of 1 where was summed
     */
    public Tensor sum(Tensor apart) {
        return apart.sum(Tensor.Keep.DIMENSIONS, reduced());
    }

    /**
     * The length of all that feeds a unit.
     *
     * @param apart as {@link #apart} gives it
     * @return with extents of 1 where was summed
     */
    public Tensor length(Tensor apart) {
        return apart.norm(Tensor.Keep.DIMENSIONS, reduced());
    }

    private long[] reduced() {
        return dimension == 0 ? new long[] {1} : new long[] {1, 3};
    }
}
