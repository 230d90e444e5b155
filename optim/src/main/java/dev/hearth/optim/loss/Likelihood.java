package dev.hearth.optim.loss;

import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;

/** What a decoder says of each number of an image, and how much an image then surprises. */
public enum Likelihood {
    /**
     * One output a number, a logit: −Σ (t·log σ(x) + (1 − t)·log(1 − σ(x))). For pixels between black
     * and white t is a probability: the mean over all binarised pictures of that image.
     */
    BERNOULLI {
        @Override
        public long outputs(long numbers) {
            return numbers;
        }

        @Override
        Tensor surprise(Tensor output, Tensor target) {
            return Functional.binaryCrossEntropy(output, target).mul((double) target.size(1));
        }

        @Override
        public Tensor expected(Tensor output, long numbers) {
            return output.narrow(1, 0, numbers).sigmoid();
        }
    },
    /**
     * Two outputs a number: first all means μ, in the pixels' own 0 … 1, then all log scales log s.
     * The share of a logistic distribution in the 1/255 around the pixel's level, with all of its tail
     * at 0 and at 1, so that the 256 levels sum to one (Kingma et al. 2016, appendix A.4, but for the
     * tails). Where that share is below 1e-5 the density stands for it, which keeps a gradient.
     */
    DISCRETIZED_LOGISTIC {
        @Override
        public long outputs(long numbers) {
            return 2 * numbers;
        }

        @Override
        Tensor surprise(Tensor output, Tensor target) {
            long numbers = target.size(1);
            Tensor away = target.sub(output.narrow(1, 0, numbers));
            Tensor logScale = output.narrow(1, numbers, numbers).clampMin(LEAST_LOG_SCALE);
            Tensor sharp = logScale.neg().exp();
            Tensor above = away.add(HALF).mul(sharp).sigmoid();
            Tensor below = away.sub(HALF).mul(sharp).sigmoid();
            above = target.ge(1 - HALF).where(above.filledLike(1), above);
            below = target.le(HALF).where(below.filledLike(0), below);
            Tensor share = above.sub(below);
            Tensor size = away.mul(sharp).abs();
            Tensor density =
                    size.neg()
                            .sub(size.neg().exp().log1p().mul(2))
                            .sub(logScale)
                            .add(Math.log(2 * HALF));
            Tensor said = share.gt(LEAST_SHARE).where(share.clampMin(LEAST_SHARE).log(), density);
            return said.sum().neg().div((double) target.size(0));
        }

        @Override
        public Tensor expected(Tensor output, long numbers) {
            return output.narrow(1, 0, numbers).clamp(0, 1);
        }
    };

    private static final double HALF = 0.5 / 255;
    private static final double LEAST_SHARE = 1e-5;
    private static final double LEAST_LOG_SCALE = -7;

    /**
     * How many numbers a decoder gives for an image.
     *
     * @param numbers of the image
     * @return above 0
     */
    public abstract long outputs(long numbers);

    /**
     * The picture that a decoder has in mind: for each number its mean, or its place where the
     * distribution is cut at the ends.
     *
     * @param output what the decoder says, [batch, outputs], and possibly more behind it
     * @param numbers of an image
     * @return [batch, numbers] from 0 to 1
     */
    public abstract Tensor expected(Tensor output, long numbers);

    /** In nats an image, the mean over the batch. */
    abstract Tensor surprise(Tensor output, Tensor target);
}
