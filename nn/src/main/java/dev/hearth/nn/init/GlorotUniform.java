package dev.hearth.nn.init;

import dev.hearth.nn.Fans;
import dev.hearth.nn.Initializer;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Tensor;

/**
 * U(±scale·√(6/(fan_in + fan_out))), whose variance is scale²·2/(fan_in + fan_out) (Glorot and Bengio
 * 2010, eq. 16).
 *
 * <pre>{@code
 * Layer code = new Linear(30, Bias.YES, new GlorotUniform(), Constant.ZERO);
 * }</pre>
 *
 * @param scale above 0; 1 in the paper, 4 for logistic units
 */
public record GlorotUniform(double scale) implements Initializer {

    /** Refuses a scale that is not positive. */
    public GlorotUniform {
        PositiveWidth.check("GlorotUniform", "scale", scale, "Use 1 as in the paper.");
    }

    /** With the scale 1, as in the paper. */
    public GlorotUniform() {
        this(1);
    }

    @Override
    public Tensor draw(long[] shape, Fans fans, RandomTensors chance) {
        double bound = scale * Math.sqrt(6.0 / (fans.in() + fans.out()));
        return chance.uniform(-bound, bound, shape);
    }
}
