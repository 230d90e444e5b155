package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Functional;

/**
 * The greatest of each channel: y[c] = max x[c, i, j]. The gradient goes to one cell, the first of
 * equals.
 *
 * <p>Image [channels × height × width] → vector [channels].
 *
 * <pre>{@code
 * Layer head = Layers.sequence(new GlobalMaxPool(), new Linear(10));
 * }</pre>
 */
public record GlobalMaxPool() implements Layer {

    @Override
    public Shape out(Shape in) {
        return new Shape.Vector(Shape.image("GlobalMaxPool", in).channels());
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        return Complexity.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        out(in);
        return (x, pass) -> Functional.adaptiveMaxPool2d(x, 1, 1).flatten(1);
    }
}
