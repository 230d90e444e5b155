package dev.hearth.nn.layers;

import dev.hearth.nn.BiasedSum;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Fans;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Initializer;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.WeightAxes;
import dev.hearth.nn.WeightedSum;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.ConvParameters;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;
import java.util.Optional;

/**
 * A transposed convolution: each cell of the input lays its number times the kernel on the output,
 * y[f, i·stride + u − top, j·stride + v − left] += W[c, f, u, v]·x[c, i, j], plus b[f]. It is the
 * gradient of a {@link Conv2d} by its input, and enlarges images. Image [channels × height × width]
 * → image [filters × rows × columns] with rows = (height − 1)·stride − top − bottom + kernel +
 * extra.
 *
 * <p>Padding is cut from the result. With {@link Padding#SAME} rows = height·stride: it undoes the
 * extents of a {@code Conv2d} with the same window. Extra rows and columns, at the bottom and at the
 * right, choose among the extents that a strided convolution maps to the same one; they are fewer
 * than the stride.
 *
 * <p>As {@code new TransposedConv2d(64, 5)} it has stride 1, {@code SAME}, a bias that begins at
 * zero and weights from N(0, 2/fan_in), fan_in = kernel area × input channels of the group.
 *
 * <pre>{@code
 * Layer doubles = new TransposedConv2d(64, 5).stride(2);   // 128×8×8 → 64×16×16
 * Layer full = new TransposedConv2d(3, 5).stride(3).padding(Padding.VALID);
 * }</pre>
 *
 * @param filters output channels, above 0, a multiple of the groups
 * @param window the kernel's extent, strides and padding
 * @param extraRows more rows at the bottom, below the stride; 0 with SAME
 * @param extraColumns more columns at the right, below the stride; 0 with SAME
 * @param groups of channels that do not see one another, above 0, dividing the input's channels
 * @param weights how W [channels × filters/groups × height × width] begins
 * @param biases how b [filters] begins
 */
public record TransposedConv2d(
        int filters,
        Window window,
        int extraRows,
        int extraColumns,
        int groups,
        Bias bias,
        Initializer weights,
        Initializer biases)
        implements BiasedSum, Windowed<TransposedConv2d> {

    /** Refuses a layer without filters, and more extra rows than a stride can hide. */
    public TransposedConv2d {
        ConvFilters.check("TransposedConv2d", filters, groups);
        boolean same = window.padding() instanceof Padding.Same;
        int mostRows = same ? 0 : window.strideRows() - 1;
        int mostColumns = same ? 0 : window.strideColumns() - 1;
        if (extraRows < 0
                || extraColumns < 0
                || extraRows > mostRows
                || extraColumns > mostColumns) {
            throw Check.error(
                    "TransposedConv2d needs extra rows and columns of 0 or more, below the stride, and none with SAME",
                    extraRows + "×" + extraColumns + " for " + window,
                    "Give Padding.of(…) and at most "
                            + (window.strideRows() - 1)
                            + "×"
                            + (window.strideColumns() - 1));
        }
    }

    /**
     * A square kernel with stride 1.
     *
     * @param filters output channels, above 0
     * @param kernel rows and columns of the kernel, above 0
     */
    public TransposedConv2d(int filters, int kernel) {
        this(
                filters,
                new Window(kernel, 1, Padding.SAME),
                0,
                0,
                1,
                Bias.YES,
                new HeNormal(),
                Constant.ZERO);
    }

    @Override
    public TransposedConv2d window(Window other) {
        return new TransposedConv2d(
                filters, other, extraRows, extraColumns, groups, bias, weights, biases);
    }

    /** More rows at the bottom and columns at the right. */
    public TransposedConv2d extra(int rows, int columns) {
        return new TransposedConv2d(filters, window, rows, columns, groups, bias, weights, biases);
    }

    /**
     * Groups of channels that do not see one another.
     *
     * @param count above 0, dividing the filters and the input's channels
     */
    public TransposedConv2d groups(int count) {
        return new TransposedConv2d(
                filters, window, extraRows, extraColumns, count, bias, weights, biases);
    }

    /** Without a bias, as before a normalisation. */
    public TransposedConv2d noBias() {
        return new TransposedConv2d(
                filters, window, extraRows, extraColumns, groups, Bias.NO, weights, biases);
    }

    /** The same with other initial weights. */
    public TransposedConv2d starting(Initializer initializer) {
        return new TransposedConv2d(
                filters, window, extraRows, extraColumns, groups, bias, initializer, biases);
    }

    /** What is cut from the full result along one direction, and what is added at its end. */
    public record Cut(int before, int after, int extra) {

        private int out(int extent, int kernel, int stride) {
            return (extent - 1) * stride - before - after + kernel + extra;
        }
    }

    /**
     * What becomes of the full result's rows, with {@link Padding#SAME} worked out.
     *
     * @return the cut at the top and at the bottom
     */
    public Cut rows() {
        return window.padding() instanceof Padding.Sides sides
                ? new Cut(sides.top(), sides.bottom(), extraRows)
                : same(window.height(), window.strideRows());
    }

    /**
     * What becomes of the full result's columns, with {@link Padding#SAME} worked out.
     *
     * @return the cut at the left and at the right
     */
    public Cut columns() {
        return window.padding() instanceof Padding.Sides sides
                ? new Cut(sides.left(), sides.right(), extraColumns)
                : same(window.width(), window.strideColumns());
    }

    private static Cut same(int kernel, int stride) {
        int over = Math.max(0, kernel - stride);
        return new Cut(over / 2, over - over / 2, Math.max(0, stride - kernel));
    }

    @Override
    public TransposedConv2d biased() {
        return new TransposedConv2d(
                filters, window, extraRows, extraColumns, groups, Bias.YES, weights, biases);
    }

    @Override
    public Shape out(Shape in) {
        return out(ConvFilters.image("TransposedConv2d", in, groups));
    }

    private Shape.Image out(Shape.Image in) {
        int height = rows().out(in.height(), window.height(), window.strideRows());
        int width = columns().out(in.width(), window.width(), window.strideColumns());
        if (height < 1 || width < 1) {
            throw Check.error(
                    "TransposedConv2d needs less padding than its full result has rows and columns",
                    in + " with " + window + ", hence " + height + "×" + width,
                    "Pad less, or begin with a larger image");
        }
        return new Shape.Image(filters, height, width);
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        long area = (long) window.height() * window.width();
        Shape.Image image = ConvFilters.image("TransposedConv2d", in, groups);
        long products = area * image.channels() * (filters / groups);
        return new Complexity(
                products + (bias == Bias.YES ? filters : 0),
                0,
                products * image.height() * image.width());
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        Shape.Image image = ConvFilters.image("TransposedConv2d", in, groups);
        Shape.Image out = out(image);
        long area = (long) window.height() * window.width();
        int outputs = filters / groups;
        Fans fans = new Fans(area * (image.channels() / groups), area * outputs);
        long[] shape = {image.channels(), outputs, window.height(), window.width()};
        WeightAxes units = new WeightAxes(1, groups);
        Parameter w = parameters.parameter("weight", Role.WEIGHT, weights, fans, units, shape);
        Optional<Parameter> b =
                bias == Bias.NO
                        ? Optional.empty()
                        : Optional.of(
                                parameters.parameter("bias", Role.BIAS, biases, fans, filters));
        return new WeightedSum(w, b, (x, kernel, offset) -> apply(x, kernel, offset, out));
    }

    private Tensor apply(Tensor x, Tensor weight, Optional<Tensor> b, Shape.Image out) {
        Cut rows = rows();
        Cut columns = columns();
        ConvParameters moves =
                ConvParameters.stride(window.strideRows(), window.strideColumns()).grouped(groups);
        if (rows.before() == rows.after() && columns.before() == columns.after()) {
            ConvParameters cut =
                    moves.padded(rows.before(), rows.after(), columns.before(), columns.after());
            return Functional.convTranspose2d(x, weight, b, cut, rows.extra(), columns.extra());
        }
        // libtorch cuts equally only: take the full result, and more where extra outdoes the cut.
        int moreRows = Math.max(0, rows.extra() - rows.after());
        int moreColumns = Math.max(0, columns.extra() - columns.after());
        return Functional.convTranspose2d(x, weight, b, moves, moreRows, moreColumns)
                .narrow(2, rows.before(), out.height())
                .narrow(3, columns.before(), out.width());
    }

    @Override
    public String toString() {
        return "TransposedConv2d["
                + filters
                + ", "
                + window
                + (extraRows + extraColumns == 0 ? "" : ", extra " + extraRows + "×" + extraColumns)
                + ConvFilters.tail(groups, bias, weights, biases)
                + "]";
    }
}
