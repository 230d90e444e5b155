package dev.hearth.nn.init;

import dev.hearth.nn.Fans;
import dev.hearth.nn.Initializer;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Tensor;

/** The same value everywhere: 0 for biases, 1 for scales. */
public record Constant(double value) implements Initializer {

    /** Zero. */
    public static final Constant ZERO = new Constant(0);

    /** One. */
    public static final Constant ONE = new Constant(1);

    @Override
    public Tensor draw(long[] shape, Fans fans, RandomTensors chance) {
        return Tensor.full(value, shape);
    }
}
