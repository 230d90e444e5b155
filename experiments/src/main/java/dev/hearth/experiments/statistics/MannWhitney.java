package dev.hearth.experiments.statistics;

import java.util.stream.DoubleStream;

/**
 * The rank-sum test of two samples that are not paired (Mann and Whitney 1947): exact at every count and
 * with ties, by the distribution of the first sample's rank sum over all ways to choose so many of the
 * ranks that were seen. Infinite values have ranks.
 *
 * @param first the count of the first sample
 * @param second the count of the second
 * @param rankSum of the first
 * @param p the tails: less where the first sample is the smaller one
 */
public record MannWhitney(int first, int second, double rankSum, PValues p) {

    /**
     * Tests two samples.
     *
     * @throws IllegalArgumentException if one is empty or a value is NaN
     */
    public static MannWhitney of(double[] first, double[] second) {
        double[] all =
                DoubleStream.concat(DoubleStream.of(first), DoubleStream.of(second)).toArray();
        if (first.length == 0
                || second.length == 0
                || DoubleStream.of(all).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException(
                    "MannWhitney needs two samples of numbers. Received: "
                            + first.length
                            + " and "
                            + second.length
                            + " values, or NaN among them. Count a diverged run as infinitely bad.");
        }
        int[] doubled = Ranks.doubled(all);
        int sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += doubled[i];
        }
        double[] ways = ways(doubled, first.length);
        double total = DoubleStream.of(ways).sum();
        double atMost = 0;
        double atLeast = 0;
        for (int s = 0; s < ways.length; s++) {
            atMost += s <= sum ? ways[s] : 0;
            atLeast += s >= sum ? ways[s] : 0;
        }
        return new MannWhitney(
                first.length,
                second.length,
                sum / 2.0,
                new PValues(Math.min(1, atMost / total), Math.min(1, atLeast / total)));
    }

    /** In how many ways so many of the doubled ranks have each sum. */
    private static double[] ways(int[] doubled, int chosen) {
        int greatest = 0;
        for (int rank : doubled) {
            greatest += rank;
        }
        double[][] ways = new double[chosen + 1][greatest + 1];
        ways[0][0] = 1;
        for (int rank : doubled) {
            for (int k = chosen; k > 0; k--) {
                for (int s = greatest; s >= rank; s--) {
                    ways[k][s] += ways[k - 1][s - rank];
                }
            }
        }
        return ways[chosen];
    }
}
