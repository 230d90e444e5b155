package dev.hearth.nn.init;

import dev.hearth.nn.Fans;
import dev.hearth.nn.Initializer;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Tensor;

/**
 * N(0, 1/fan_in), which keeps the variance through linear units (LeCun et al. 1998, Efficient
 * BackProp, eq. 16).
 *
 * <pre>{@code
 * Layer code = new Linear(30, Bias.YES, new LeCunNormal(), Constant.ZERO);
 * }</pre>
 */
public record LeCunNormal() implements Initializer {

    @Override
    public Tensor draw(long[] shape, Fans fans, RandomTensors chance) {
        return chance.normal(0, 1 / Math.sqrt(fans.in()), shape);
    }
}
