package dev.hearth.nn.init;

import dev.hearth.nn.Fans;
import dev.hearth.nn.Initializer;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Tensor;

/**
 * U(±radius), whatever the connections: 0.05 for the generators and 0.005 for the discriminators of
 * the public code of generative adversarial nets (Goodfellow et al. 2014).
 *
 * <pre>{@code
 * Layer hidden = new Maxout(240, 5, new Uniform(0.005), Constant.ZERO);
 * }</pre>
 *
 * @param radius above 0
 */
public record Uniform(double radius) implements Initializer {

    /** Refuses a radius that is not positive. */
    public Uniform {
        PositiveWidth.check("Uniform", "radius", radius, "Use Constant for one value everywhere.");
    }

    @Override
    public Tensor draw(long[] shape, Fans fans, RandomTensors chance) {
        return chance.uniform(-radius, radius, shape);
    }
}
