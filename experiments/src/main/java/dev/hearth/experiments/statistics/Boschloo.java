package dev.hearth.experiments.statistics;

import java.util.Arrays;

/**
 * Boschloo's test of two shares (1970): as {@link FisherExact}, but not given how many successes there are
 * in both groups. The p-value is the greatest probability, over every common chance of a success, of tables
 * whose p-value by Fisher's test is at most that of the table seen. It is never above Fisher's, and far
 * below it in small groups: where all three of a group fail and none of another's three, it is 1/32, and
 * Fisher's is 1/10.
 */
public final class Boschloo {

    private static final int STEPS = 2000;

    /** How much two p-values of equal tables may differ by rounding. */
    private static final double ROUNDING = 1e-12;

    private Boschloo() {}

    /** The two-sided p-value of successes of so many in two groups. */
    public static double of(int successes, int of, int others, int ofOthers) {
        double seen = FisherExact.of(successes, of, others, ofOthers).twoSided();
        boolean[][] counts = new boolean[of + 1][ofOthers + 1];
        for (int i = 0; i <= of; i++) {
            for (int j = 0; j <= ofOthers; j++) {
                counts[i][j] = FisherExact.of(i, of, j, ofOthers).twoSided() <= seen + ROUNDING;
            }
        }
        double[] ways = ways(of);
        double[] waysOfOthers = ways(ofOthers);
        double worst = 0;
        for (int step = 0; step <= STEPS; step++) {
            double share = step / (double) STEPS;
            double[] first = chances(ways, share);
            double[] second = chances(waysOfOthers, share);
            double chance = 0;
            for (int i = 0; i <= of; i++) {
                for (int j = 0; j <= ofOthers; j++) {
                    chance += counts[i][j] ? first[i] * second[j] : 0;
                }
            }
            worst = Math.max(worst, chance);
        }
        return Math.min(1, worst);
    }

    /** In how many ways so many have each count of successes. */
    private static double[] ways(int of) {
        double[] ways = new double[of + 1];
        Arrays.setAll(ways, k -> Counts.choose(of, k).doubleValue());
        return ways;
    }

    /** The binomial distribution. */
    private static double[] chances(double[] ways, double share) {
        int of = ways.length - 1;
        double[] chances = new double[of + 1];
        Arrays.setAll(chances, k -> ways[k] * Math.pow(share, k) * Math.pow(1 - share, of - k));
        return chances;
    }
}
