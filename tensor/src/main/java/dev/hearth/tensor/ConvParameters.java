package dev.hearth.tensor;

/**
 * How a window moves over an image: strides, padding on each side, dilation, groups of channels.
 *
 * <pre>{@code
 * ConvParameters halves = ConvParameters.stride(2, 2).padded(1, 1, 1, 1);
 * }</pre>
 *
 * @param top rows of padding above, 0 or more
 * @param bottom rows of padding below
 * @param left columns of padding at the left
 * @param right columns of padding at the right
 * @param dilationRows rows from cell to cell inside a window, above 0
 * @param groups of channels that do not see one another, above 0
 */
public record ConvParameters(
        int strideRows,
        int strideColumns,
        int top,
        int bottom,
        int left,
        int right,
        int dilationRows,
        int dilationColumns,
        int groups) {

    /** Refuses what libtorch would divide by. */
    public ConvParameters {
        positive("ConvParameters' strides", strideRows, strideColumns);
        positive("ConvParameters' dilations", dilationRows, dilationColumns);
        positive("ConvParameters' groups", groups, groups);
        if (top < 0 || bottom < 0 || left < 0 || right < 0) {
            throw Check.error(
                    "ConvParameters needs padding of 0 or more",
                    "top=" + top + ", bottom=" + bottom + ", left=" + left + ", right=" + right,
                    "Crop the image instead");
        }
    }

    static void positive(String what, int rows, int columns) {
        if (rows < 1 || columns < 1) {
            throw Check.error(
                    what + " need numbers above 0", rows + ", " + columns, "Use 1 for none");
        }
    }

    /**
     * A window that moves by some rows and columns, with no padding, dilation or groups.
     *
     * @param rows from window to window
     * @param columns from window to window
     */
    public static ConvParameters stride(int rows, int columns) {
        return new ConvParameters(rows, columns, 0, 0, 0, 0, 1, 1, 1);
    }

    /** The same with padding. */
    public ConvParameters padded(int top, int bottom, int left, int right) {
        return new ConvParameters(
                strideRows,
                strideColumns,
                top,
                bottom,
                left,
                right,
                dilationRows,
                dilationColumns,
                groups);
    }

    /**
     * The same with dilation.
     *
     * @param rows from cell to cell
     * @param columns from cell to cell
     */
    public ConvParameters dilated(int rows, int columns) {
        return new ConvParameters(
                strideRows, strideColumns, top, bottom, left, right, rows, columns, groups);
    }

    /**
     * The same with groups.
     *
     * @param count of channels that do not see one another
     */
    public ConvParameters grouped(int count) {
        return new ConvParameters(
                strideRows,
                strideColumns,
                top,
                bottom,
                left,
                right,
                dilationRows,
                dilationColumns,
                count);
    }

    /** Rows of the result: how many windows fit, possibly less than 1. */
    public int rows(int height, int window) {
        return Math.toIntExact(
                windows(height, (long) top + bottom, dilationRows, window, strideRows));
    }

    /** Columns of the result: how many windows fit, possibly less than 1. */
    public int columns(int width, int window) {
        return Math.toIntExact(
                windows(width, (long) left + right, dilationColumns, window, strideColumns));
    }

    static long windows(long extent, long padding, long dilation, long window, long stride) {
        return Math.floorDiv(extent + padding - dilation * (window - 1) - 1, stride) + 1;
    }

    /** Whether libtorch's own padding, equal on both sides, will do. */
    boolean symmetric() {
        return top == bottom && left == right;
    }
}
