package dev.hearth.zoo.fmp;

import static dev.hearth.nn.layers.Layers.relu;

import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.RegionOverlap;

/**
 * The nets of the experiments (Graham 2014, §3), as the author's public code has them where the paper
 * is silent, and nets of the same size with other poolings.
 *
 * <p>The compared nets pool by 2 three times where the MNIST net pools by √2 six times, two
 * convolutions each: as many convolutions, filters and parameters, the same reduction. With windows of
 * 2×2 they cost 7 % more multiply-adds than the fractional net, with 3×3 windows 65 % more, because
 * their images shrink later.
 */
public final class FmpNets {

    private FmpNets() {}

    /**
     * MNIST in a field of 36×36: (k·nC2−FMP√2)₆−C2−C1.
     *
     * @param k filters a step; 32 in the paper
     * @param windows disjoint or overlapping
     * @param draw random or pseudorandom
     * @return 519,946 parameters and 20.4 million multiply-adds at k = 32
     */
    public static FmpNet mnist(int k, RegionOverlap windows, IncrementDraw draw) {
        return new FmpNet("(" + k + "nC2-FMP√2)6-C2-C1-out", 10).drawing(windows, draw);
    }

    /**
     * CIFAR-100 in a field of 94×94: (64nC2−FMP∛2)₁₂−C2−C1.
     *
     * @param windows disjoint or overlapping
     * @param draw random or pseudorandom
     * @return 12.8 million parameters, 2.38 thousand million multiply-adds
     */
    public static FmpNet cifar100(RegionOverlap windows, IncrementDraw draw) {
        return new FmpNet("(64nC2-FMP∛2)12-C2-C1-out", 100).drawing(windows, draw);
    }

    /**
     * CIFAR-10 in a field of 94×94: (160nC2−FMP∛2)₁₂−C2−C1, pseudorandom and overlapping, with dropout
     * from 0 to a half.
     *
     * @return 79 million parameters, 14.8 thousand million multiply-adds
     */
    public static FmpNet cifar10() {
        return new FmpNet("(160nC2-FMP∛2)12-C2-C1-out", 10)
                .drawing(RegionOverlap.OVERLAPPING, IncrementDraw.PSEUDORANDOM)
                .dropping(0.5);
    }

    /**
     * Assamese characters, drawings of 64×64 in a field of 152×152: (32nC2−FMP√2)₁₀−C2−C1, random and
     * overlapping.
     *
     * @return 2.0 million parameters
     */
    public static FmpNet assamese() {
        return new FmpNet("(32nC2-FMP√2)10-C2-C1-out", 183);
    }

    /**
     * What Assamese characters were recognised with before: DeepCNet(levels, k) with ReLUs, a 3×3
     * convolution, then 2×2 ones, 2×2 max-pooling behind all but the last.
     *
     * @param levels poolings, at least 2; 6 there
     * @param k filters a step; 32 there
     * @param classes count of logits
     * @return a net for a field of 3·2^levels pixels a side
     */
    public static FmpNet deepCnet(int levels, int k, int classes) {
        if (levels < 2) {
            throw new IllegalArgumentException(
                    "DeepCNet needs at least 2 levels. Received: "
                            + levels
                            + ". Use 6 as for Assamese characters.");
        }
        return new FmpNet(k + "nC3-MP2-(C2-MP2)" + (levels - 1) + "-C2-out", classes)
                .activated(relu());
    }

    /** Poolings by 2 that fractional max-pooling is compared with, by the words of a notation. */
    public enum Halving {
        /** The greatest of 2×2. */
        MP2("MP2"),
        /** The greatest of 3×3, with stride 2. */
        MP3_STRIDE_2("MP3/2"),
        /** One of 2×2, drawn by its activation (Zeiler and Fergus 2013); negative ones count as 0. */
        SP2("SP2");

        private final String word;

        Halving(String word) {
            this.word = word;
        }

        /**
         * How the notation has it.
         *
         * @return such as {@code MP3/2}
         */
        public String word() {
            return word;
        }
    }

    /**
     * The MNIST net with another pooling: (k·nC2−k·nC2−P)₃−C2−C1, as many convolutions, filters and
     * parameters.
     *
     * @param k filters a step
     * @param pooling by 2
     * @param classes count of logits
     * @return a net for a field of 30×30, or 37×37 with 3×3 windows
     */
    public static FmpNet halving(int k, Halving pooling, int classes) {
        String convolutions = (k + "nC2-").repeat(2);
        return new FmpNet("(" + convolutions + pooling.word() + ")3-C2-C1-out", classes);
    }

    /**
     * The MNIST net with a convolution before each 2×2 max-pooling, as nets before fractional
     * max-pooling had it: four levels in a field of 47×47. With 13·n filters it has as many parameters
     * and multiply-adds as the fractional net with 8·n: 33,225 against 33,226, and 1.32 against
     * 1.30 million.
     *
     * @param k filters a step
     * @param classes count of logits
     * @return the net
     */
    public static FmpNet shallow(int k, int classes) {
        return new FmpNet("(" + k + "nC2-MP2)4-C2-C1-out", classes);
    }
}
