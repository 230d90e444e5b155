package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;

/**
 * Gaussian noise: when training, y = x + n with n from N(0, deviation²), fresh for each number;
 * otherwise nothing happens. With 0.15 it precedes the CIFAR-10 net of weight normalisation
 * (Salimans and Kingma 2016).
 *
 * <p>Any shape, kept.
 *
 * <pre>{@code
 * Layer noisy = Layers.sequence(new GaussianNoise(0.15), new Linear(128));
 * }</pre>
 *
 * @param deviation standard deviation, in units of the input, 0 or more
 */
public record GaussianNoise(double deviation) implements Layer {

    /** Refuses a deviation that is negative or not finite. */
    public GaussianNoise {
        if (!(deviation >= 0) || Double.isInfinite(deviation)) {
            throw Check.error(
                    "GaussianNoise needs a deviation of 0 or more",
                    "deviation=" + deviation,
                    "Use 0.15 as in weight normalisation");
        }
    }

    @Override
    public Shape out(Shape in) {
        return in;
    }

    @Override
    public Complexity cost(Shape in) {
        return Complexity.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        return (x, pass) ->
                pass.isNoisy() && deviation > 0
                        ? x.add(
                                pass.draw(x, (random, shape) -> random.normal(0, deviation, shape))
                                        .to(x.dtype()))
                        : x;
    }
}
