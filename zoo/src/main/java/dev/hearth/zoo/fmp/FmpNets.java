package dev.hearth.zoo.fmp;

import static dev.hearth.nn.layers.Layers.relu;

import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.tensor.Check;

/**
 * The nets of the experiments (Graham 2014, §3), with the details of the author's public code, and nets
 * of the same size with other pools.
 */
public final class FmpNets {

    private FmpNets() {}

    /** MNIST, 36×36: (k·nC2−FMP√2)₆−C2−C1. 519,946 parameters, 20.4 million multiply-adds at the paper's k = 32. */
    public static FmpNet mnist(int k, RegionOverlap windows, IncrementDraw draw) {
        return new FmpNet("(" + k + "nC2-FMP√2)6-C2-C1-out", 10).drawing(windows, draw);
    }

    /** CIFAR-100, 94×94: (64nC2−FMP∛2)₁₂−C2−C1. 12.8 million parameters, 2.38 billion multiply-adds. */
    public static FmpNet cifar100(RegionOverlap windows, IncrementDraw draw) {
        return new FmpNet("(64nC2-FMP∛2)12-C2-C1-out", 100).drawing(windows, draw);
    }

    /**
     * CIFAR-10, 94×94: (160nC2−FMP∛2)₁₂−C2−C1, pseudorandom and overlapping, dropout from 0 to 0.5. 79
     * million parameters, 14.8 billion multiply-adds.
     */
    public static FmpNet cifar10() {
        return new FmpNet("(160nC2-FMP∛2)12-C2-C1-out", 10)
                .drawing(RegionOverlap.OVERLAPPING, IncrementDraw.PSEUDORANDOM)
                .dropping(0.5);
    }

    /** Assamese characters, 152×152: (32nC2−FMP√2)₁₀−C2−C1. 2.0 million parameters. */
    public static FmpNet assamese() {
        return new FmpNet("(32nC2-FMP√2)10-C2-C1-out", 183);
    }

    /**
     * The earlier net for Assamese characters: DeepCNet(levels, k) with ReLU, a 3×3 convolution, then
     * 2×2 ones, 2×2 max-pools behind all but the last. The image has 3·2^levels pixels a side.
     *
     * @param levels pools, at least 2; 6 in the comparison
     * @param k filters a level; 32 in the comparison
     */
    public static FmpNet deepCnet(int levels, int k, int classes) {
        if (levels < 2) {
            throw Check.error(
                    "DeepCNet needs at least 2 levels", levels, "Use 6 as for Assamese characters");
        }
        return new FmpNet(k + "nC3-MP2-(C2-MP2)" + (levels - 1) + "-C2-out", classes)
                .activated(relu());
    }

    /** Pools by 2 that fractional max-pooling is compared with. */
    public enum Halving {
        /** Max-pooling of 2×2. */
        MP2("MP2"),
        /** Max-pooling of 3×3 with stride 2. */
        MP3_STRIDE_2("MP3/2"),
        /** Stochastic pooling of 2×2 (Zeiler and Fergus 2013); negative values count as 0. */
        SP2("SP2");

        private final String word;

        Halving(String word) {
            this.word = word;
        }

        /** As in {@link FmpNotation}. */
        public String word() {
            return word;
        }
    }

    /**
     * The MNIST net with another pool: (k·nC2−k·nC2−P)₃−C2−C1 pools by 2 three times instead of by √2 six
     * times, with as many convolutions, filters and parameters. 2×2 windows (30×30 images) cost 7 % more
     * multiply-adds, 3×3 windows (37×37) 65 % more, because images shrink later.
     */
    public static FmpNet halving(int k, Halving pooling, int classes) {
        String convolutions = (k + "nC2-").repeat(2);
        return new FmpNet("(" + convolutions + pooling.word() + ")3-C2-C1-out", classes);
    }

    /**
     * The MNIST net with one convolution before each 2×2 max-pool: four levels, 47×47 images. With 13·n
     * filters it costs as much as the fractional net with 8·n: 33,225 and 33,226 parameters, 1.32 and
     * 1.30 million multiply-adds.
     */
    public static FmpNet shallow(int k, int classes) {
        return new FmpNet("(" + k + "nC2-MP2)4-C2-C1-out", classes);
    }
}
