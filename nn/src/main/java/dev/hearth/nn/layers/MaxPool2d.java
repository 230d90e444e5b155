package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.SelectsMaximum;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.ConvParameters;
import dev.hearth.tensor.Functional;

/**
 * The greatest of each window, channel by channel: y[c, i, j] = max x[c, i·stride + u − top, j·stride
 * + v − left]. Windows overlap where the stride is below their extent. Padded cells are never
 * chosen. The gradient goes to the chosen cell, the first of equals.
 *
 * <p>Image [channels × height × width] → image [channels × rows × columns].
 *
 * <pre>{@code
 * Layer halves = new MaxPool2d(2, 2);
 * Layer overlapping = new MaxPool2d(3, 2).padding(Padding.SAME);   // 64×35×35 → 64×18×18
 * }</pre>
 *
 * @param window its extent, strides and padding; the padding is below the extent on each side
 */
public record MaxPool2d(Window window) implements Layer {

    /** Refuses padding that leaves windows without a cell of the image. */
    public MaxPool2d {
        window.withoutEmptyPlaces("MaxPool2d");
    }

    /**
     * A square window without padding.
     *
     * @param size rows and columns of the window, above 0
     * @param stride from window to window, above 0
     */
    public MaxPool2d(int size, int stride) {
        this(new Window(size, stride, Padding.VALID));
    }

    /** The same with another padding. */
    public MaxPool2d padding(Padding padding) {
        return new MaxPool2d(window.padding(padding));
    }

    @Override
    public Shape out(Shape in) {
        Shape.Image image = Shape.image("MaxPool2d", in);
        return window.out("MaxPool2d", image, image.channels());
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        return Complexity.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        ConvParameters geometry = window.over("MaxPool2d", Shape.image("MaxPool2d", in), 1, 1);
        return (SelectsMaximum)
                (x, pass) -> Functional.maxPool2d(x, window.height(), window.width(), geometry);
    }

    @Override
    public String toString() {
        return "MaxPool2d[" + window + "]";
    }
}
