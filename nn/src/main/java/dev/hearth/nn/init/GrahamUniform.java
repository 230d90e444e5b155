package dev.hearth.nn.init;

import dev.hearth.nn.Fans;
import dev.hearth.nn.Initializer;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Tensor;

/**
 * U(±√(6/(n_in + n_out·s))), s = (filter/reduction)², as Graham's SparseConvNet has it: n_in =
 * filter area × input channels, n_out = output channels, reduction = stride × factor of the pooling
 * that follows. Since filter² · n_out is the fan out, the bound is √(6/(fan_in + fan_out/reduction²)).
 *
 * <p>Started slowly where plain gradient descent was tried; N(0, 1.8/fan_in) is neutral for leaky
 * slopes of 1/3.
 *
 * <pre>{@code
 * Initializer beforeFmp = new GrahamUniform(Math.sqrt(2));
 * }</pre>
 *
 * @param reduction stride × pooling factor, at least 1; √2 before fractional max-pooling by √2
 */
public record GrahamUniform(double reduction) implements Initializer {

    /** Refuses a reduction below 1. */
    public GrahamUniform {
        if (!(reduction >= 1) || Double.isInfinite(reduction)) {
            throw Check.error(
                    "GrahamUniform needs a reduction of 1 or more",
                    "reduction=" + reduction,
                    "Use stride × pooling factor, 1 where there is neither");
        }
    }

    /** With the reduction 1: no stride, no pooling behind. Then it is {@link GlorotUniform}. */
    public GrahamUniform() {
        this(1);
    }

    @Override
    public Tensor draw(long[] shape, Fans fans, RandomTensors chance) {
        double bound = Math.sqrt(6.0 / (fans.in() + fans.out() / (reduction * reduction)));
        return chance.uniform(-bound, bound, shape);
    }
}
