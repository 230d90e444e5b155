package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Tensor;

/**
 * Dropout as Graham's SparseConvNet has it, used for fractional max-pooling: when training, exactly
 * ⌊n(1 − rate)⌋ of the n features are kept for the whole batch, unscaled, the others are 0;
 * otherwise all are multiplied by 1 − rate, as that code multiplies weights and biases.
 *
 * <p>Any shape, kept; a feature is a channel of an image or a number of a vector. It refuses to drop
 * all features.
 *
 * <pre>{@code
 * Layer hidden = Layers.sequence(new LeakyRelu(1.0 / 3), new FixedCountDropout(0.5));
 * }</pre>
 *
 * @param rate p, the share that is dropped, in [0, 1)
 */
public record FixedCountDropout(double rate) implements Layer {

    /** So that 10 features at rate 0.9 keep one, though 10·(1 − 0.9) is a hair below 1. */
    private static final double SLACK = 1e-9;

    /** Refuses a rate outside of [0, 1). */
    public FixedCountDropout {
        DropRate.check("FixedCountDropout", rate);
    }

    @Override
    public Shape out(Shape in) {
        kept(in);
        return in;
    }

    @Override
    public Complexity cost(Shape in) {
        kept(in);
        return Complexity.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        int kept = kept(in);
        return (x, pass) -> {
            if (rate == 0) {
                return x;
            }
            return pass.isNoisy()
                    ? x.mul(mask(x, kept, pass.random()).to(x.device()).to(x.dtype()))
                    : x.mul(1 - rate);
        };
    }

    private static Tensor mask(Tensor x, int kept, RandomStream random) {
        float[] keep = new float[(int) x.size(1)];
        int[] order = random.permutation(keep.length);
        for (int i = 0; i < kept; i++) {
            keep[order[i]] = 1;
        }
        return x.dimensions() == 4
                ? Tensor.of(keep, 1, keep.length, 1, 1)
                : Tensor.of(keep, 1, keep.length);
    }

    private int kept(Shape in) {
        int kept = (int) Math.floor(in.features() * (1 - rate) + SLACK);
        if (kept < 1) {
            throw Check.error(
                    "FixedCountDropout needs to keep at least one feature",
                    "rate=" + rate + " of " + in.features() + " features",
                    "Drop less, or use Dropout");
        }
        return kept;
    }
}
