package dev.hearth.experiments.statistics;

import java.util.Arrays;

/**
 * The signed-rank test of paired samples (Wilcoxon 1945): could the differences {@code a − b} lie
 * around 0?
 *
 * <p>Conventions: pairs without a difference are dropped, as Wilcoxon did, and reduce the count; equal
 * differences share the mean of their ranks. The p-values are exact at every count, by the distribution of
 * the rank sum over all 2ⁿ signs given these ranks. A difference may be infinite, as where one of two
 * runs diverged: it has the greatest rank.
 *
 * <p>Few pairs cannot show much, whatever the values: {@link #leastP} is the two-sided p-value when all
 * differences have the same sign. With 3 pairs it is 0.25, with 6 pairs 0.031.
 *
 * <pre>{@code
 * var test = WilcoxonSignedRank.of(eluErrors, reluErrors);
 * boolean shown = test.p().twoSided() <= 0.05;
 * boolean possible = test.leastP() <= 0.05;
 * }</pre>
 *
 * @param pairs the count of pairs that differ
 * @param dropped the count of pairs that do not
 * @param positiveRanks the sum of the ranks of the positive differences
 * @param p the tails: less where the first sample is the smaller one
 */
public record WilcoxonSignedRank(int pairs, int dropped, double positiveRanks, PValues p) {

    /**
     * Tests two paired samples of equal length.
     *
     * @throws IllegalArgumentException if the lengths differ or a difference is NaN
     */
    public static WilcoxonSignedRank of(double[] first, double[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(
                    "WilcoxonSignedRank needs pairs. Received: "
                            + first.length
                            + " values and "
                            + second.length
                            + ". Run both arms on the same seeds.");
        }
        double[] differences = new double[first.length];
        for (int i = 0; i < first.length; i++) {
            differences[i] = first[i] - second[i];
        }
        return of(differences);
    }

    /**
     * Tests differences.
     *
     * @throws IllegalArgumentException if one is NaN
     */
    public static WilcoxonSignedRank of(double... differences) {
        for (double difference : differences) {
            if (Double.isNaN(difference)) {
                throw new IllegalArgumentException(
                        "WilcoxonSignedRank needs differences that are numbers. Received: NaN."
                                + " Count a diverged run as infinitely bad, and two of a pair as equal.");
            }
        }
        double[] kept = Arrays.stream(differences).filter(value -> value != 0).toArray();
        int n = kept.length;
        int[] doubled = Ranks.doubled(Arrays.stream(kept).map(Math::abs).toArray());
        int positive = 0;
        for (int i = 0; i < n; i++) {
            positive += kept[i] > 0 ? doubled[i] : 0;
        }
        // The distribution is symmetric: a sum at least this great is the rest at most this small.
        double[] chances = chances(doubled);
        return new WilcoxonSignedRank(
                n,
                differences.length - n,
                positive / 2.0,
                new PValues(atMost(chances, positive), atMost(chances, n * (n + 1) - positive)));
    }

    /** The least two-sided p-value that this many pairs can reach. */
    public double leastP() {
        return leastP(pairs);
    }

    /** The same for a count of pairs. */
    public static double leastP(int pairs) {
        return Math.min(1, 2 * Math.pow(2, -pairs));
    }

    /** The probability of each doubled sum, by adding one rank after another with either sign. */
    private static double[] chances(int[] doubled) {
        double[] chances = new double[Arrays.stream(doubled).sum() + 1];
        chances[0] = 1;
        int reached = 0;
        for (int rank : doubled) {
            reached += rank;
            for (int sum = reached; sum >= 0; sum--) {
                chances[sum] = (chances[sum] + (sum >= rank ? chances[sum - rank] : 0)) / 2;
            }
        }
        return chances;
    }

    private static double atMost(double[] chances, int sum) {
        double atMost = 0;
        for (int s = 0; s <= sum; s++) {
            atMost += chances[s];
        }
        return Math.min(1, atMost);
    }
}
