package dev.hearth.tensor;

import java.util.Objects;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Random tensors out of one {@link Seed}. They are drawn by libtorch's generator on the CPU, and copied
 * with {@link Tensor#to(Device)} where they are used, so that a run draws the same numbers whatever
 * device it computes on.
 *
 * <p>The values depend on the seed and on the order of the draws, and on nothing else.
 *
 * <p>libtorch's generator looks at the lower 32 bits of a seed only: of a million seeds some hundred pairs
 * draw alike, though their streams in Java, which use all 64, differ.
 *
 * <pre>{@code
 * RandomTensors random = RandomTensors.of(new Seed(1).child("dropout").child(step));
 * Tensor mask = random.bernoulli(0.5, 64, 128);
 * }</pre>
 */
public final class RandomTensors {

    private final Seed seed;
    private long draws;

    private RandomTensors(Seed seed) {
        this.seed = Objects.requireNonNull(seed, "seed");
    }

    /** What fills a tensor out of a generator. */
    private interface Filling {
        org.bytedeco.pytorch.Tensor from(GeneratorOptional generator);
    }

    /** Each draw has a generator of its own, freed at once: nothing native waits for a collector. */
    private Tensor drawn(String operation, Tensor target, Filling filling) {
        Seed own = seed.child(draws++);
        return target.quietly(
                operation,
                () -> {
                    try (Generator fresh = torch.make_generator_cpu(own.value());
                            GeneratorOptional generator = new GeneratorOptional(fresh)) {
                        return filling.from(generator);
                    }
                });
    }

    /** A fresh source. */
    public static RandomTensors of(Seed seed) {
        return new RandomTensors(seed);
    }

    /** Numbers from a uniform distribution: FLOAT32 on the CPU. */
    public Tensor uniform(double low, double high, long... shape) {
        Tensor target = Tensor.empty(DType.FLOAT32, shape);
        return drawn("uniform", target, from -> target.raw().uniform_(low, high, from));
    }

    /**
     * Numbers from a normal distribution. A longer draw begins as a shorter one of this seed where the
     * shorter one's count is a multiple of sixteen, which {@link #uniform} and {@link #mask} do always.
     *
     * @return FLOAT32 on the CPU
     */
    public Tensor normal(double mean, double deviation, long... shape) {
        Tensor target = Tensor.empty(DType.FLOAT32, shape);
        return drawn("normal", target, from -> target.raw().normal_(mean, deviation, from));
    }

    /** Ones with a probability, else zeros: FLOAT32 on the CPU. */
    public Tensor bernoulli(double probability, long... shape) {
        return mask(probability, 1, shape);
    }

    /**
     * A number with a probability, else zeros: the places of {@link #bernoulli}'s ones.
     *
     * <pre>{@code
     * Tensor kept = RandomTensors.of(seed).mask(0.8, 1 / 0.8, 64, 128);    // dropout's factors
     * }</pre>
     *
     * @return FLOAT32 on the CPU
     */
    public Tensor mask(double probability, double number, long... shape) {
        Tensor target = Tensor.empty(DType.FLOAT32, shape);
        if (!(probability >= 0 && probability <= 1) || 4 * target.count() > Integer.MAX_VALUE) {
            return drawn("bernoulli", target, from -> target.raw().bernoulli_(probability, from))
                    .mulInPlace(number);
        }
        Seed own = seed.child(draws++);
        if (target.count() > 0) {
            new MersenneTwister(own.value()).fill(target.bits(), probability, (float) number);
        }
        return target;
    }
}
