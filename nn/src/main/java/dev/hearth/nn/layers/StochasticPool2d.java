package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.ConvParameters;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;

/**
 * Stochastic pooling (Zeiler and Fergus 2013, eqs. 4 to 6). In a window with activations a ≥ 0 each
 * cell has the probability p = a/Σa. When training, one cell is drawn by these probabilities, for
 * each window of each channel of each example by itself, and the gradient goes to that cell; in the
 * other phases the result is the mean weighted by them, Σp·a = Σa²/Σa.
 *
 * <p>The paper pools rectified activations. Others are rectified here: a negative one counts as 0,
 * is never drawn, and gets no gradient. A window of zeros gives 0 and no gradient. Padded cells are
 * zeros.
 *
 * <p>Image [channels × height × width] → image [channels × rows × columns].
 *
 * <pre>{@code
 * Layer pools = Layers.sequence(new Conv2d(64, 5), new Elu(), new StochasticPool2d(3, 2));
 * }</pre>
 *
 * @param window its extent, strides and padding; the padding is below the extent on each side
 */
public record StochasticPool2d(Window window) implements Layer {

    /** Above 0 by so little that a positive activation outdoes it; keeps ln u and 1/Σa finite. */
    private static final double TINY = 1e-30;

    /** Refuses padding that leaves windows without a cell of the image. */
    public StochasticPool2d {
        window.withoutEmptyPlaces("StochasticPool2d");
    }

    /**
     * A square window without padding.
     *
     * @param size rows and columns of the window, above 0
     * @param stride from window to window, above 0
     */
    public StochasticPool2d(int size, int stride) {
        this(new Window(size, stride, Padding.VALID));
    }

    /** The same with another padding. */
    public StochasticPool2d padding(Padding padding) {
        return new StochasticPool2d(window.padding(padding));
    }

    @Override
    public Shape out(Shape in) {
        Shape.Image image = Shape.image("StochasticPool2d", in);
        return window.out("StochasticPool2d", image, image.channels());
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        return Complexity.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        Shape.Image image = Shape.image("StochasticPool2d", in);
        Shape.Image out = (Shape.Image) out(in);
        ConvParameters g = window.over("StochasticPool2d", image, 1, 1);
        long[] cells = cells(out, g, image.width() + g.left() + g.right());
        return (x, pass) -> {
            Tensor a = x.widened().relu();
            return (pass.isNoisy() ? drawn(a, g, cells, out, pass) : weighted(a, g)).to(x.dtype());
        };
    }

    private Tensor weighted(Tensor a, ConvParameters g) {
        Tensor squares = mean(a.square(), g);
        return squares.div(mean(a, g).clampMin(TINY));
    }

    private Tensor mean(Tensor a, ConvParameters g) {
        return Functional.avgPool2d(
                a, window.height(), window.width(), g, Functional.CountPadding.YES);
    }

    /** Exponential race: the least of −ln(u)/a falls on each cell with probability a/Σa. */
    private Tensor drawn(Tensor a, ConvParameters g, long[] cells, Shape.Image out, Context pass) {
        long examples = a.size(0);
        long places = (long) out.height() * out.width();
        long area = (long) window.height() * window.width();
        Tensor windows =
                a.pad(g.left(), g.right(), g.top(), g.bottom(), 0)
                        .flatten(2)
                        .indexSelect(2, Tensor.of(cells, cells.length).to(a.device()))
                        .reshape(examples, out.channels(), places, area);
        Tensor u = pass.draw(windows, (random, shape) -> random.uniform(TINY, 1, shape));
        Tensor winner = windows.detach().div(u.log().neg()).argmax(3).unsqueeze(3);
        return windows.gather(3, winner).reshape(out.batch(examples));
    }

    /** Where the cells of each window lie in a padded channel laid out row by row. */
    private long[] cells(Shape.Image out, ConvParameters g, int width) {
        int area = window.height() * window.width();
        long[] cells = new long[out.height() * out.width() * area];
        for (int i = 0; i < cells.length; i++) {
            int place = i / area;
            int row = place / out.width() * g.strideRows() + i % area / window.width();
            int column = place % out.width() * g.strideColumns() + i % area % window.width();
            cells[i] = (long) row * width + column;
        }
        return cells;
    }

    @Override
    public String toString() {
        return "StochasticPool2d[" + window + "]";
    }
}
