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
}
