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

    /** Rows of the input, from and to, that are seen for rows of the output. */
    long[] seen(long[] rows, long in) {
        if (rows.length == 0) {
            return rows;
        }
        long reach = dilations[0] * (kernel[0] - 1) + 1;
        long first = rows[0] * strides[0] - before[0];
        long last = (rows[1] - 1) * strides[0] - before[0] + reach;
        return new long[] {Math.max(0, first), Math.min(in, last)};
    }

    /** The same window over the rows that are seen for rows of the output. */
    Window of(long[] rows, long in) {
        long reach = dilations[0] * (kernel[0] - 1) + 1;
        long first = rows[0] * strides[0] - before[0];
        long last = (rows[1] - 1) * strides[0] - before[0] + reach;
        return new Window(
                kernel,
                strides,
                dilations,
                new long[] {Math.max(0, -first), before[1]},
                new long[] {Math.max(0, last - in), after[1]});
    }
}
