package dev.hearth.experiments.statistics;

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
        double worst = 0;
        for (int step = 0; step <= STEPS; step++) {
            worst = Math.max(worst, chance(counts, step / (double) STEPS));
        }
        return Math.min(1, worst);
    }

    private static double chance(boolean[][] counts, double share) {
        double chance = 0;
        for (int i = 0; i < counts.length; i++) {
            for (int j = 0; j < counts[i].length; j++) {
                chance +=
                        counts[i][j]
                                ? binomial(counts.length - 1, i, share)
                                        * binomial(counts[i].length - 1, j, share)
                                : 0;
            }
        }
        return chance;
    }

    private static double binomial(int n, int k, double share) {
        return Counts.choose(n, k).doubleValue() * Math.pow(share, k) * Math.pow(1 - share, n - k);
    }
}
