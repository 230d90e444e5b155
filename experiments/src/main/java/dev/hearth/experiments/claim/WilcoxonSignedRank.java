package dev.hearth.experiments.claim;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * The signed-rank test of paired samples (Wilcoxon 1945): could the differences {@code a − b} lie
 * around 0?
 *
 * <p>Conventions: pairs without a difference are dropped, as Wilcoxon did, and reduce the count; equal
 * differences share the mean of their ranks. Up to 25 pairs the p-value is exact, by the distribution
 * of the rank sum over all 2ⁿ signs given these ranks; above, it is the normal approximation with
 * corrections for ties and continuity. A two-sided p is twice the smaller tail, at most 1.
 *
 * <p>Few pairs cannot show much, whatever the values: {@link #leastP} is the p-value when all
 * differences have the same sign. With 3 pairs no two-sided p is below 0.25.
 *
 * <pre>{@code
 * var test = WilcoxonSignedRank.of(eluErrors, reluErrors, WilcoxonSignedRank.Alternative.LESS);
 * boolean shown = test.p() < 0.05;
 * boolean possible = test.leastP() < 0.05;
 * }</pre>
 *
 * @param alternative what is held against "around 0"
 * @param pairs the count of pairs that differ
 * @param dropped the count of pairs that do not
 * @param positiveRanks the sum of the ranks of the positive differences
 * @param p the probability of a sum at least as extreme if the differences lie around 0
 * @param leastP the least p-value that this many pairs can reach
 * @param method how p was found
 */
public record WilcoxonSignedRank(
        Alternative alternative,
        int pairs,
        int dropped,
        double positiveRanks,
        double p,
        double leastP,
        Method method) {

    /** The greatest count of pairs for which p is exact. */
    public static final int EXACT_PAIRS = 25;

    /** What the test is to show. */
    public enum Alternative {
        /** The first sample is smaller or greater. */
        TWO_SIDED,
        /** The first sample is smaller. */
        LESS,
        /** The first sample is greater. */
        GREATER
    }

    /** How a p-value is found. */
    public enum Method {
        /** By counting all signs. */
        EXACT,
        /** By the normal distribution. */
        NORMAL
    }

    /**
     * Tests two paired samples of equal length.
     *
     * @throws IllegalArgumentException if the lengths differ or a difference is NaN
     */
    public static WilcoxonSignedRank of(double[] first, double[] second, Alternative alternative) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(
                    "WilcoxonSignedRank needs pairs. Received: "
                            + first.length
                            + " values and "
                            + second.length
                            + ". Run both arms on the same seeds.");
        }
        double[] differences = new double[first.length];
        int count = 0;
        for (int i = 0; i < first.length; i++) {
            double difference = first[i] - second[i];
            if (Double.isNaN(difference)) {
                throw new IllegalArgumentException(
                        "WilcoxonSignedRank needs differences that are numbers. Received: "
                                + first[i]
                                + " − "
                                + second[i]
                                + ". Leave diverged runs out and say so.");
            }
            if (difference != 0) {
                differences[count++] = difference;
            }
        }
        return ranked(Arrays.copyOf(differences, count), first.length - count, alternative);
    }

    private static WilcoxonSignedRank ranked(
            double[] differences, int dropped, Alternative alternative) {
        int n = differences.length;
        int[] doubled = doubledRanks(differences);
        int positive = 0;
        for (int i = 0; i < n; i++) {
            positive += differences[i] > 0 ? doubled[i] : 0;
        }
        boolean exact = n <= EXACT_PAIRS;
        double less = exact ? exactAtMost(doubled, positive) : normalAtMost(doubled, positive);
        // The distribution is symmetric: a sum at least this great is the rest at most this small.
        int rest = n * (n + 1) - positive;
        double greater = exact ? exactAtMost(doubled, rest) : normalAtMost(doubled, rest);
        double sides = alternative == Alternative.TWO_SIDED ? 2 : 1;
        double tail =
                switch (alternative) {
                    case LESS -> less;
                    case GREATER -> greater;
                    case TWO_SIDED -> Math.min(less, greater);
                };
        return new WilcoxonSignedRank(
                alternative,
                n,
                dropped,
                positive / 2.0,
                Math.min(1, sides * tail),
                Math.min(1, sides * Math.pow(2, -n)),
                exact ? Method.EXACT : Method.NORMAL);
    }

    /** Twice the ranks of the absolute differences, so that shared ranks are whole numbers too. */
    private static int[] doubledRanks(double[] differences) {
        int n = differences.length;
        double[] sizes = Arrays.stream(differences).map(Math::abs).sorted().toArray();
        int[] ranks = new int[n];
        for (int i = 0; i < n; i++) {
            double size = Math.abs(differences[i]);
            int first = 0;
            while (sizes[first] < size) {
                first++;
            }
            int last = first;
            while (last + 1 < n && sizes[last + 1] == size) {
                last++;
            }
            ranks[i] = first + 1 + last + 1;
        }
        return ranks;
    }

    /** The share of all 2ⁿ signs whose sum is at most this one, by adding one rank after another. */
    private static double exactAtMost(int[] doubled, int sum) {
        int greatest = Arrays.stream(doubled).sum();
        double[] ways = new double[greatest + 1];
        ways[0] = 1;
        int reached = 0;
        for (int rank : doubled) {
            reached += rank;
            for (int s = reached; s >= rank; s--) {
                ways[s] += ways[s - rank];
            }
        }
        double atMost = 0;
        for (int s = 0; s <= sum; s++) {
            atMost += ways[s];
        }
        return atMost / Math.pow(2, doubled.length);
    }

    private static double normalAtMost(int[] doubled, int sum) {
        double n = doubled.length;
        // With shared ranks Σ rank² is what n(n + 1)(2n + 1)/6 − Σ(t³ − t)/12 is.
        double squares = 0;
        for (int rank : doubled) {
            squares += rank / 2.0 * (rank / 2.0);
        }
        double z = (sum / 2.0 + 0.5 - n * (n + 1) / 4) / Math.sqrt(squares / 4);
        return new NormalDistribution(0, 1).cumulativeProbability(z);
    }
}
