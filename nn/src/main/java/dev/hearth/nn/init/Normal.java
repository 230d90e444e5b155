package dev.hearth.nn.init;

import dev.hearth.nn.Fans;
import dev.hearth.nn.Initializer;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Tensor;

/**
 * N(0, deviation²), whatever the connections: 0.05 for the directions v of weight normalisation
 * (Salimans and Kingma 2016, §3).
 *
 * <pre>{@code
 * Layer hidden = new Linear(128, Bias.YES, new Normal(0.05), Constant.ZERO);
 * }</pre>
 *
 * @param deviation standard deviation, above 0
 */
public record Normal(double deviation) implements Initializer {

    /** Refuses a deviation that is not positive. */
    public Normal {
        PositiveWidth.check(
                "Normal", "deviation", deviation, "Use Constant for one value everywhere.");
    }

    @Override
    public Tensor draw(long[] shape, Fans fans, RandomTensors chance) {
        return chance.normal(0, deviation, shape);
    }
}
