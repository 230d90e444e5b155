package dev.hearth.nn.init;

import dev.hearth.nn.Fans;
import dev.hearth.nn.Initializer;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Tensor;

/**
 * N(0, scale²·2/(fan_in + fan_out)), the normal distribution with {@link GlorotUniform}'s variance
 * (Glorot and Bengio 2010, eq. 12).
 *
 * <pre>{@code
 * Layer code = new Linear(30, Bias.YES, new GlorotNormal(), Constant.ZERO);
 * }</pre>
 *
 * @param scale above 0; 1 in the paper
 */
public record GlorotNormal(double scale) implements Initializer {

    /** Refuses a scale that is not positive. */
    public GlorotNormal {
        PositiveWidth.check("GlorotNormal", "scale", scale, "Use 1 as in the paper.");
    }

    /** With the scale 1, as in the paper. */
    public GlorotNormal() {
        this(1);
    }

    @Override
    public Tensor draw(long[] shape, Fans fans, RandomTensors chance) {
        return chance.normal(0, scale * Math.sqrt(2.0 / (fans.in() + fans.out())), shape);
    }
}
