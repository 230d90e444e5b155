package dev.hearth.onednn;

/**
 * How a kernel moves over rows and columns; each array has the rows' number first.
 *
 * @param before padded cells above and on the left
 * @param after padded cells below and on the right
 */
record Window(long[] kernel, long[] strides, long[] dilations, long[] before, long[] after) {

    /** Cells of the output along an axis. */
    long out(int axis, long in) {
        long reach = dilations[axis] * (kernel[axis] - 1) + 1;
        return (in + before[axis] + after[axis] - reach) / strides[axis] + 1;
    }

    /** Rows of the input that are seen for rows of the output. */
    Rows seen(Rows rows, long in) {
        return rows == Rows.NONE
                ? rows
                : new Rows(Math.max(0, first(rows)), Math.min(in, last(rows)));
    }

    /** The same window over the rows that are seen for rows of the output. */
    Window of(Rows rows, long in) {
        return new Window(
                kernel,
                strides,
                dilations,
                new long[] {Math.max(0, -first(rows)), before[1]},
                new long[] {Math.max(0, last(rows) - in), after[1]});
    }

    /** Counted from the first that is no padding. */
    private long first(Rows rows) {
        return rows.from() * strides[0] - before[0];
    }

    private long last(Rows rows) {
        long reach = dilations[0] * (kernel[0] - 1) + 1;
        return (rows.to() - 1) * strides[0] - before[0] + reach;
    }
}
