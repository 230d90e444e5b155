package dev.hearth.experiments.statistics;

import java.math.BigInteger;

/**
 * McNemar's test of two classifiers on the same images (1947), exact: of the images that one of them alone
 * gets wrong, does either get more? What both get right, or both wrong, says nothing. The count is binomial
 * with chance ½.
 */
public final class McNemar {

    private McNemar() {}

    /**
     * The tails.
     *
     * @param first how many images the first alone gets wrong
     * @param second how many the second alone
     * @return less where the first gets fewer wrong
     */
    public static PValues of(int first, int second) {
        if (first < 0 || second < 0) {
            throw new IllegalArgumentException(
                    "McNemar needs two counts of images. Received: "
                            + first
                            + " and "
                            + second
                            + ". Count those that one classifier alone gets wrong.");
        }
        return new PValues(atMost(first, first + second), atMost(second, first + second));
    }

    private static double atMost(int k, int n) {
        BigInteger ways = BigInteger.ZERO;
        for (int i = 0; i <= k; i++) {
            ways = ways.add(Counts.choose(n, i));
        }
        return Counts.share(ways, BigInteger.TWO.pow(n));
    }
}
