package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.ConvParameters;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Functional.CountPadding;
import dev.hearth.tensor.Tensor;

/**
 * The mean of each window, channel by channel: y[c, i, j] = Σ x[c, i·stride + u − top, j·stride + v −
 * left] / n, where n is the window's extent, or the count of its cells that lie in the image.
 *
 * <p>Image [channels × height × width] → image [channels × rows × columns].
 *
 * <pre>{@code
 * Layer halves = new AvgPool2d(2, 2);
 * Layer blurs = new AvgPool2d(3, 1).padding(Padding.SAME);   // in Inception-v4, fig. 4
 * }</pre>
 *
 * @param window its extent, strides and padding; the padding is below the extent on each side
 */
public record AvgPool2d(Window window, PaddedCells padded) implements Layer {

    /** Refuses padding that leaves windows without a cell of the image. */
    public AvgPool2d {
        window.withoutEmptyPlaces("AvgPool2d");
    }

    /**
     * A square window without padding; if it gets some, padded cells are left out.
     *
     * @param size rows and columns of the window, above 0
     * @param stride from window to window, above 0
     */
    public AvgPool2d(int size, int stride) {
        this(new Window(size, stride, Padding.VALID), PaddedCells.LEFT_OUT);
    }

    /** The same with another padding. */
    public AvgPool2d padding(Padding padding) {
        return new AvgPool2d(window.padding(padding), padded);
    }

    /** With padded cells counted as zeros. */
    public AvgPool2d countingPadding() {
        return new AvgPool2d(window, PaddedCells.COUNTED);
    }

    @Override
    public Shape out(Shape in) {
        Shape.Image image = Shape.image("AvgPool2d", in);
        return window.out("AvgPool2d", image, image.channels());
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        return Complexity.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        Shape.Image image = Shape.image("AvgPool2d", in);
        Shape.Image out = (Shape.Image) out(in);
        ConvParameters g = window.over("AvgPool2d", image, 1, 1);
        if (padded == PaddedCells.COUNTED) {
            return (x, pass) -> mean(x, g, CountPadding.YES);
        }
        if (g.top() == g.bottom()
                && g.left() == g.right()
                && g.top() <= window.height() / 2
                && g.left() <= window.width() / 2) {
            return (x, pass) -> mean(x, g, CountPadding.NO);
        }
        int[] rows = cells(out.height(), g.strideRows(), g.top(), window.height(), image.height());
        int[] columns =
                cells(out.width(), g.strideColumns(), g.left(), window.width(), image.width());
        double[] shares = shares(rows, columns);
        // libtorch leaves out padded cells only where the padding is equal on both sides.
        return (x, pass) ->
                mean(x, g, CountPadding.YES)
                        .mul(
                                Tensor.of(shares, 1, 1, rows.length, columns.length)
                                        .to(x.dtype())
                                        .to(x.device()));
    }

    private Tensor mean(Tensor x, ConvParameters g, CountPadding zeros) {
        return Functional.avgPool2d(x, window.height(), window.width(), g, zeros);
    }

    /** How many cells of each window lie in the image, along one direction. */
    private static int[] cells(int windows, int stride, int before, int size, int extent) {
        int[] counts = new int[windows];
        for (int i = 0; i < windows; i++) {
            int from = i * stride - before;
            counts[i] = Math.min(from + size, extent) - Math.max(from, 0);
        }
        return counts;
    }

    /** By what each mean that counts zeros is too small. */
    private double[] shares(int[] rows, int[] columns) {
        double area = (double) window.height() * window.width();
        double[] shares = new double[rows.length * columns.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = area / (rows[i / columns.length] * columns[i % columns.length]);
        }
        return shares;
    }

    @Override
    public String toString() {
        return "AvgPool2d["
                + window
                + (padded == PaddedCells.COUNTED ? ", padding counted" : "")
                + "]";
    }
}
