package dev.hearth.nn.layers;

import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.ConvParameters;

/**
 * A window of rows and columns that moves over an image: the part that convolution and pooling have
 * in common. Over an extent of {@code in} cells, padding included, fit ⌊(in − k)/stride⌋ + 1 windows
 * of k cells.
 *
 * <pre>{@code
 * Window halves = new Window(3, 2, Padding.SAME);
 * Shape.Image out = halves.out("My layer", new Shape.Image(3, 35, 35), 3);   // 3×18×18
 * }</pre>
 *
 * @param height rows of the window, above 0
 * @param width columns of the window, above 0
 * @param strideRows rows from window to window, above 0
 * @param strideColumns columns from window to window, above 0
 */
public record Window(int height, int width, int strideRows, int strideColumns, Padding padding) {

    /** Refuses an extent or a stride below 1. */
    public Window {
        if (height < 1 || width < 1 || strideRows < 1 || strideColumns < 1) {
            throw Check.error(
                    "A window needs an extent and a stride above 0",
                    height + "×" + width + ", stride " + strideRows + "×" + strideColumns,
                    "Use 1 for one cell, or for every place");
        }
    }

    /**
     * A square window with one stride.
     *
     * @param size rows and columns of the window, above 0
     * @param stride from window to window both ways, above 0
     */
    public Window(int size, int stride, Padding padding) {
        this(size, size, stride, stride, padding);
    }

    /**
     * The same with another extent.
     *
     * @param rows of the window, above 0
     * @param columns of the window, above 0
     */
    public Window extent(int rows, int columns) {
        return new Window(rows, columns, strideRows, strideColumns, padding);
    }

    /**
     * The same with another stride.
     *
     * @param rows from window to window, above 0
     * @param columns from window to window, above 0
     */
    public Window stride(int rows, int columns) {
        return new Window(height, width, rows, columns, padding);
    }

    /** The same with another padding. */
    public Window padding(Padding other) {
        return new Window(height, width, strideRows, strideColumns, other);
    }

    /**
     * How it moves over an image, with {@link Padding#SAME} worked out.
     *
     * @param who the layer that asks, for the error
     * @param dilationRows rows from cell to cell inside the window, above 0
     * @param dilationColumns columns from cell to cell inside the window, above 0
     * @return strides, padding and dilation
     * @throws IllegalArgumentException if not one window fits
     */
    public ConvParameters over(String who, Shape.Image in, int dilationRows, int dilationColumns) {
        int rows = dilationRows * (height - 1) + 1;
        int columns = dilationColumns * (width - 1) + 1;
        Padding.Sides sides = sides(in, rows, columns);
        ConvParameters geometry =
                ConvParameters.stride(strideRows, strideColumns)
                        .padded(sides.top(), sides.bottom(), sides.left(), sides.right())
                        .dilated(dilationRows, dilationColumns);
        if (geometry.rows(in.height(), height) < 1 || geometry.columns(in.width(), width) < 1) {
            throw Check.error(
                    who + " needs an image, padding included, of at least " + rows + "×" + columns,
                    in + " with " + padding,
                    "Pad more, or pool and stride less before it");
        }
        return geometry;
    }

    private Padding.Sides sides(Shape.Image in, int rows, int columns) {
        if (padding instanceof Padding.Sides sides) {
            return sides;
        }
        int down = missing(in.height(), rows, strideRows);
        int across = missing(in.width(), columns, strideColumns);
        return new Padding.Sides(down / 2, down - down / 2, across / 2, across - across / 2);
    }

    private static int missing(int extent, int window, int stride) {
        int windows = (extent + stride - 1) / stride;
        return Math.max(0, (windows - 1) * stride + window - extent);
    }

    /**
     * What comes out when each window becomes one cell.
     *
     * @param who the layer that asks, for the error
     * @return the result's shape
     * @throws IllegalArgumentException if not one window fits
     */
    public Shape.Image out(String who, Shape.Image in, int channels) {
        return out(over(who, in, 1, 1), in, channels);
    }

    Shape.Image out(ConvParameters geometry, Shape.Image in, int channels) {
        return new Shape.Image(
                channels, geometry.rows(in.height(), height), geometry.columns(in.width(), width));
    }

    /**
     * Refuses padding in which a whole window fits, where there is nothing to pool.
     *
     * @throws IllegalArgumentException if a side's padding is as wide as the window
     */
    public Window withoutEmptyPlaces(String who) {
        if (padding instanceof Padding.Sides sides
                && (Math.max(sides.top(), sides.bottom()) >= height
                        || Math.max(sides.left(), sides.right()) >= width)) {
            throw Check.error(
                    who + " needs padding below the window's extent on each side",
                    padding + " for a window of " + height + "×" + width,
                    "Pad less, so that each window holds a cell of the image");
        }
        return this;
    }

    @Override
    public String toString() {
        String stride =
                strideRows == strideColumns
                        ? Integer.toString(strideRows)
                        : strideRows + "×" + strideColumns;
        return height
                + "×"
                + width
                + (stride.equals("1") ? "" : ", stride " + stride)
                + ", "
                + padding;
    }
}
