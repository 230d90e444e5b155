package dev.hearth.nn.activation;

import dev.hearth.nn.Cost;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;

/** A layer that changes each number by itself and keeps the shape. */
public interface Activation extends Layer {

    @Override
    default Shape out(Shape in) {
        return in;
    }

    @Override
    default Cost cost(Shape in) {
        return Cost.NONE;
    }
}
