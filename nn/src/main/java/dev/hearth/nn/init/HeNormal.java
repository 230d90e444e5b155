package dev.hearth.nn.init;

import dev.hearth.nn.Fans;
import dev.hearth.nn.Initializer;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Tensor;

/**
 * N(0, gain²/fan_in); a gain of √2 keeps the variance through ReLUs (He et al. 2015, eq. 10).
 *
 * @param gain above 0
 */
public record HeNormal(double gain) implements Initializer {

    /** Refuses a gain that is not positive. */
    public HeNormal {
        if (!(gain > 0)) {
            throw Check.error("HeNormal needs a gain above 0", "gain=" + gain, "Use √2 for ReLUs");
        }
    }

    /** With the gain √2, for ReLUs. */
    public HeNormal() {
        this(Math.sqrt(2));
    }

    @Override
    public Tensor draw(long[] shape, Fans fans, RandomTensors chance) {
        return chance.normal(0, gain / Math.sqrt(fans.in()), shape);
    }
}
