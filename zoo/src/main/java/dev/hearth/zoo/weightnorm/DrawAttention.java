package dev.hearth.zoo.weightnorm;

import dev.hearth.tensor.Tensor;

/**
 * Selective attention (Gregor et al. 2015, §3.2, eqs. 19 to 29): N×N Gaussian filters on a grid over a
 * square image of A×A. Five numbers (g̃X, g̃Y, log σ², log δ̃, log γ) give the grid's centre gX =
 * (A+1)/2·(g̃X+1), its stride δ = (A−1)/(N−1)·δ̃, the mean of the i-th filter μX = gX + (i − N/2 − ½)·δ,
 * and F_X[i, a] = exp(−(a − μX)²/2σ²)/Z, whose rows sum to 1; i and a begin at 1. The same for Y.
 *
 * <p>Rows of F are computed as a softmax, which equals that quotient and is finite too where all filters
 * are outside the image.
 */
final class DrawAttention {

    /** The count of numbers that place the grid. */
    static final int NUMBERS = 5;

    private final double middle;
    private final Tensor positions;
    private final Tensor strides;

    /**
     * The filters of each example.
     *
     * @param across F_X, [batch × N × A]
     * @param down F_Y, [batch × N × A]
     * @param intensity γ, [batch × 1 × 1]
     */
    record Banks(Tensor across, Tensor down, Tensor intensity) {}

    /** With constants of the type and on the device of {@code like}. */
    DrawAttention(int filters, int side, Tensor like) {
        double[] from = new double[filters];
        double[] at = new double[side];
        for (int i = 0; i < filters; i++) {
            from[i] = (i + 1 - filters / 2.0 - 0.5) * (side - 1) / (filters - 1);
        }
        for (int a = 0; a < side; a++) {
            at[a] = a + 1;
        }
        this.middle = (side + 1) / 2.0;
        this.positions = Tensor.of(at, side).to(like.dtype()).to(like.device());
        this.strides = Tensor.of(from, 1, 1, filters).to(like.dtype()).to(like.device());
    }

    /** Numbers are [batch × 5]. */
    Banks at(Tensor numbers) {
        Tensor sizes = numbers.narrow(1, 2, 3).exp().unsqueeze(2);
        Tensor variance = sizes.narrow(1, 0, 1).unsqueeze(3);
        Tensor stride = sizes.narrow(1, 1, 1);
        Tensor centres = numbers.narrow(1, 0, 2).add(1).mul(middle).unsqueeze(2);
        Tensor means = centres.add(stride.mul(strides)).unsqueeze(3);
        Tensor both = positions.sub(means).square().div(variance.mul(-2)).softmax(3);
        return new Banks(both.select(1, 0), both.select(1, 1), sizes.narrow(1, 2, 1));
    }

    /**
     * γ·(F_Y·x·F_Xᵀ) of two images [batch × A × A], as [batch × 2N²], rows of the two images in turn.
     */
    static Tensor read(Banks banks, Tensor image, Tensor error) {
        long side = image.size(2);
        long filters = banks.down().size(1);
        return banks.down()
                .matmul(Tensor.concat(2, image, error))
                .reshape(image.size(0), 2 * filters, side)
                .matmul(banks.across().transpose(1, 2))
                .mul(banks.intensity())
                .flatten(1);
    }

    /** F_Yᵀ·w·F_X/γ of patches [batch × N × N], as [batch × A × A]. */
    static Tensor write(Banks banks, Tensor patch) {
        return banks.down()
                .transpose(1, 2)
                .matmul(patch.div(banks.intensity()))
                .matmul(banks.across());
    }
}
