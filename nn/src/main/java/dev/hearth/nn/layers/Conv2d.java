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
import dev.hearth.nn.WeightedSum;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.ConvParameters;
import dev.hearth.tensor.Functional;
import java.util.Optional;

/**
 * A convolution (cross-correlation, as everywhere in deep learning): y[f, i, j] = b[f] + Σ W[f, c,
 * u, v]·x[c, i·stride + u·dilation − top, j·stride + v·dilation − left], with zeros outside the
 * image. Image [channels × height × width] → image [filters × rows × columns].
 *
 * <p>As {@code new Conv2d(96, 3)} it has stride 1, {@link Padding#SAME}, a bias that begins at zero
 * and weights from N(0, 2/fan_in) (He et al. 2015). The multiply-adds count padded cells, as papers
 * do.
 *
 * <pre>{@code
 * Layer stem = new Conv2d(32, 3).stride(2).padding(Padding.VALID);   // 3×299×299 → 32×149×149
 * Layer row = new Conv2d(64, 1).kernel(1, 7).noBias();
 * }</pre>
 *
 * @param filters output channels, above 0, a multiple of the groups
 * @param window the kernel's extent, strides and padding
 * @param dilationRows rows from cell to cell inside the kernel, above 0
 * @param dilationColumns columns from cell to cell inside the kernel, above 0
 * @param groups of channels that do not see one another, above 0, dividing the input's channels
 * @param weights how W [filters × channels/groups × height × width] begins
 * @param biases how b [filters] begins
 */
public record Conv2d(
        int filters,
        Window window,
        int dilationRows,
        int dilationColumns,
        int groups,
        Bias bias,
        Initializer weights,
        Initializer biases)
        implements BiasedSum, Windowed<Conv2d> {

    /** Refuses a layer without filters, and filters that do not divide into the groups. */
    public Conv2d {
        if (dilationRows < 1 || dilationColumns < 1) {
            throw Check.error(
                    "Conv2d needs dilations above 0",
                    dilationRows + "×" + dilationColumns,
                    "Use 1 for a kernel without holes");
        }
        ConvFilters.check("Conv2d", filters, groups);
    }

    /**
     * A square kernel that looks at every place of the image.
     *
     * @param filters output channels, above 0
     * @param kernel rows and columns of the kernel, above 0
     */
    public Conv2d(int filters, int kernel) {
        this(
                filters,
                new Window(kernel, 1, Padding.SAME),
                1,
                1,
                1,
                Bias.YES,
                new HeNormal(),
                Constant.ZERO);
    }

    @Override
    public Conv2d window(Window other) {
        return new Conv2d(
                filters, other, dilationRows, dilationColumns, groups, bias, weights, biases);
    }

    /**
     * A kernel with holes.
     *
     * @param rows from cell to cell, above 0
     * @param columns from cell to cell, above 0
     */
    public Conv2d dilation(int rows, int columns) {
        return new Conv2d(filters, window, rows, columns, groups, bias, weights, biases);
    }

    /**
     * Groups of channels that do not see one another.
     *
     * @param count above 0, dividing the filters and the input's channels
     */
    public Conv2d groups(int count) {
        return new Conv2d(
                filters, window, dilationRows, dilationColumns, count, bias, weights, biases);
    }

    /** Without a bias, as before a normalisation. */
    public Conv2d noBias() {
        return new Conv2d(
                filters, window, dilationRows, dilationColumns, groups, Bias.NO, weights, biases);
    }

    /** The same with other initial weights. */
    public Conv2d starting(Initializer initializer) {
        return new Conv2d(
                filters, window, dilationRows, dilationColumns, groups, bias, initializer, biases);
    }

    @Override
    public Conv2d biased() {
        return new Conv2d(
                filters, window, dilationRows, dilationColumns, groups, Bias.YES, weights, biases);
    }

    @Override
    public Shape out(Shape in) {
        Shape.Image image = image(in);
        return window.out(geometry(image), image, filters);
    }

    @Override
    public Complexity cost(Shape in) {
        long area = (long) window.height() * window.width();
        long products = area * (image(in).channels() / groups) * filters;
        Shape.Image out = (Shape.Image) out(in);
        return new Complexity(
                products + (bias == Bias.YES ? filters : 0),
                0,
                products * out.height() * out.width());
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        Shape.Image image = image(in);
        ConvParameters geometry = geometry(image);
        int inputs = image.channels() / groups;
        long area = (long) window.height() * window.width();
        Fans fans = new Fans(area * inputs, area * (filters / groups));
        long[] shape = {filters, inputs, window.height(), window.width()};
        Parameter w = parameters.parameter("weight", Role.WEIGHT, weights, fans, shape);
        Optional<Parameter> b =
                bias == Bias.NO
                        ? Optional.empty()
                        : Optional.of(
                                parameters.parameter("bias", Role.BIAS, biases, fans, filters));
        return new WeightedSum(
                w, b, (x, kernel, offset) -> Functional.conv2d(x, kernel, offset, geometry));
    }

    private Shape.Image image(Shape in) {
        return ConvFilters.image("Conv2d", in, groups);
    }

    private ConvParameters geometry(Shape.Image image) {
        return window.over("Conv2d", image, dilationRows, dilationColumns).grouped(groups);
    }

    @Override
    public String toString() {
        boolean dilated = dilationRows != 1 || dilationColumns != 1;
        return "Conv2d["
                + filters
                + ", "
                + window
                + (dilated ? ", dilation " + dilationRows + "×" + dilationColumns : "")
                + ConvFilters.tail(groups, bias, weights, biases)
                + "]";
    }
}
