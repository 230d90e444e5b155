package dev.hearth.nn;

import dev.hearth.tensor.Check;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Tensor;
import java.util.Optional;

/**
 * The forward function of a weighted sum: y = W∗x + b, where a unit is a feature of the output.
 *
 * <p>In {@link Phase#INITIALIZING} it sets W and b: with t = W∗x, and μ and σ of each unit of t over
 * the batch and over places (σ with n in its divisor, without an ε), W ← W/σ and b ← −μ/σ, so that y =
 * (t − μ)/σ goes on to the next layer (Salimans and Kingma 2016, §3). Without a bias W ← W/σ alone; a
 * mean-only batch normalisation behind it takes the mean. Where b, W or a part of W is frozen, all stay.
 *
 * @param bias b, if there is one
 */
public record WeightedSum(Parameter weight, Optional<Parameter> bias, Product product)
        implements OwnsResult {

    /** Weights applied to inputs. */
    @FunctionalInterface
    public interface Product {

        /**
         * W∗x + b.
         *
         * @param bias b, if there is one
         * @return the sums, units along dimension 1
         */
        Tensor of(Tensor x, Tensor weight, Optional<Tensor> bias);
    }

    /** Weights of a linear layer from which on bfloat16 is faster: 128×64 gain nothing, 1200×1200 two thirds. */
    public static final int LARGE = 1 << 16;

    @Override
    public Tensor apply(Tensor x, Context pass) {
        boolean isFrozen =
                weight.isPartlyFrozen() || bias.map(Parameter::isPartlyFrozen).orElse(false);
        if (pass.phase() == Phase.INITIALIZING && !isFrozen) {
            initialize(x, pass);
        }
        Tensor w = weight.in(pass);
        if (pass.precision() == Precision.FLOAT32) {
            return product.of(x, w, bias.map(b -> b.in(pass)));
        }
        DType type = isLarge(w) ? DType.BFLOAT16 : DType.FLOAT32;
        // Pictures of one channel too: else the whole row of convolutions would be computed
        // row-major.
        Tensor rounded =
                x.dtype() != type && x.dimensions() == 4 ? x.channelsLast(type) : x.to(type);
        return product.of(rounded, w.to(type), bias.map(b -> b.in(pass).to(type)));
    }

    /** Whether a sum with these weights is computed in bfloat16 where the pass is. */
    public static boolean isLarge(Tensor weight) {
        return weight.dimensions() > 2 || weight.count() >= LARGE;
    }

    private void initialize(Tensor x, Context pass) {
        Tensor sums = product.of(x, weight.in(pass), Optional.empty()).detach();
        long[] over = new long[sums.dimensions() - 1];
        for (int i = 1; i < over.length; i++) {
            over[i] = i + 1;
        }
        Tensor mean = sums.mean(Tensor.Keep.NOTHING, over);
        Tensor variance = sums.variance(Tensor.Keep.NOTHING, over);
        double least = variance.min().item();
        if (!(least > 0) || !Double.isFinite(variance.max().item())) {
            throw Check.error(
                    "Data-dependent initialisation needs a batch over which each unit's sum varies",
                    "a unit with variance " + least + " over " + x,
                    "Use more and different examples, and weights that do not begin at zero");
        }
        Tensor factors = variance.rsqrt();
        weight.scaleUnits(factors);
        bias.ifPresent(b -> b.in(pass).copyInPlace(mean.mul(factors).neg()));
    }
}
