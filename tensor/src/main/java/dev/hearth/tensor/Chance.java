package dev.hearth.tensor;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;

/**
 * Random tensors out of one {@link Seed}: libtorch's generator on the CPU, so that a run draws the
 * same numbers whatever device it computes on.
 *
 * <p>The values depend on the seed and on the order of the draws, and on nothing else.
 *
 * <pre>{@code
 * Chance chance = Chance.of(new Seed(1).child("dropout").child(step));
 * Tensor mask = chance.bernoulli(0.5, 64, 128);
 * }</pre>
 */
public final class Chance {

    private final GeneratorOptional generator;

    private Chance(Seed seed) {
        Engine.load();
        try (Generator fresh = org.bytedeco.pytorch.global.torch.make_generator_cpu(seed.value())) {
            this.generator = new GeneratorOptional(fresh);
        }
    }

    /**
     * A fresh source.
     *
     * @param seed where it begins
     * @return for one thread
     */
    public static Chance of(Seed seed) {
        return new Chance(seed);
    }

    /**
     * Numbers from a uniform distribution.
     *
     * @param low the least
     * @param high the limit
     * @param shape the extents
     * @return FLOAT32 on the CPU
     */
    public Tensor uniform(double low, double high, long... shape) {
        Tensor target = Tensor.zeros(shape);
        return target.quietly("uniform", () -> target.raw().uniform_(low, high, generator));
    }

    /**
     * Numbers from a normal distribution.
     *
     * @param mean its mean
     * @param deviation its standard deviation, 0 or more
     * @param shape the extents
     * @return FLOAT32 on the CPU
     */
    public Tensor normal(double mean, double deviation, long... shape) {
        Tensor target = Tensor.zeros(shape);
        return target.quietly("normal", () -> target.raw().normal_(mean, deviation, generator));
    }

    /**
     * Ones with a probability, else zeros.
     *
     * @param probability of a one, in [0, 1]
     * @param shape the extents
     * @return FLOAT32 on the CPU
     */
    public Tensor bernoulli(double probability, long... shape) {
        Tensor target = Tensor.zeros(shape);
        return target.quietly("bernoulli", () -> target.raw().bernoulli_(probability, generator));
    }
}
