package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;

/** A layer that changes each number by itself and keeps the shape. */
public interface Activation extends Layer {

    @Override
    default Shape out(Shape in) {
        return in;
    }

    @Override
    default Complexity cost(Shape in) {
        return Complexity.NONE;
    }
}
