package dev.hearth.nn.init;

import dev.hearth.nn.Fans;
import dev.hearth.nn.Initializer;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Tensor;

/**
 * U(±gain·√(3/fan_in)), whose variance is gain²/fan_in; a gain of √2, hence ±√(6/fan_in), keeps the
 * variance through ReLUs (He et al. 2015, eq. 10, in the uniform form).
 *
 * <pre>{@code
 * Layer hidden = new Linear(128, Bias.YES, new HeUniform(), Constant.ZERO);
 * }</pre>
 *
 * @param gain above 0
 */
public record HeUniform(double gain) implements Initializer {

    /** Refuses a gain that is not positive. */
    public HeUniform {
        PositiveWidth.check("HeUniform", "gain", gain, "Use √2 for ReLUs.");
    }

    /** With the gain √2, for ReLUs. */
    public HeUniform() {
        this(Math.sqrt(2));
    }

    @Override
    public Tensor draw(long[] shape, Fans fans, RandomTensors chance) {
        double bound = gain * Math.sqrt(3.0 / fans.in());
        return chance.uniform(-bound, bound, shape);
    }
}
