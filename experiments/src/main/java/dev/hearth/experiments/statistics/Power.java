package dev.hearth.experiments.statistics;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How likely a paired design is to show an effect in its direction, two-sided at a level, where differences
 * are normal. Effects are in standard deviations of a difference.
 *
 * <p>Student's t by the noncentral distribution, integrated over the spread that a sample may have; the
 * signed-rank test by {@value #DRAWS} samples that are the same in every call.
 */
public final class Power {

    /** What a design should have. */
    public static final double WANTED = 0.9;

    /** More pairs than anybody runs. */
    public static final int MOST_PAIRS = 1000;

    private static final int DRAWS = 2000;
    private static final int STEPS = 400;
    private static final int HALVINGS = 40;
    private static final double FURTHEST = 1e4;

    /** Effects that were computed before: they depend on these alone, and are asked for again and again. */
    private static final Map<Asked, Double> EFFECTS = new ConcurrentHashMap<>();

    private record Asked(boolean byRanks, int pairs, double level, double power) {}

    private Power() {}

    /** The chance that a t-test of so many pairs shows an effect. */
    public static double ofT(int pairs, double level, double effect) {
        double critical = TDistribution.of(pairs - 1).inverseSurvivalProbability(level / 2);
        double shift = effect * Math.sqrt(pairs);
        return overSpread(
                pairs - 1, spread -> NormalDistribution.cumulative(shift - critical * spread));
    }

    /** The effect that a t-test of so many pairs shows with this chance. */
    public static double detectableByT(int pairs, double level, double power) {
        return EFFECTS.computeIfAbsent(
                new Asked(false, pairs, level, power),
                asked -> solve(effect -> ofT(pairs, level, effect), power));
    }

    /**
     * How many pairs a t-test needs to show an effect with this chance; {@value #MOST_PAIRS} where it needs
     * more than that.
     */
    public static int pairsByT(double effect, double level, double power) {
        int few = 1;
        int enough = 2;
        while (enough < MOST_PAIRS && detectableByT(enough, level, power) > effect) {
            few = enough;
            enough = Math.min(MOST_PAIRS, 2 * enough);
        }
        while (enough - few > 1) {
            int middle = (few + enough) / 2;
            if (detectableByT(middle, level, power) > effect) {
                few = middle;
            } else {
                enough = middle;
            }
        }
        return enough;
    }

    /**
     * The chance that the confidence interval of a mean that is truly 0 lies within a margin on both sides:
     * that two equal arms are found to be alike.
     *
     * @param level of both sides together
     * @param margin in standard deviations of a difference
     */
    public static double ofEquivalence(int pairs, double level, double margin) {
        double critical = TDistribution.of(pairs - 1).inverseSurvivalProbability(level / 2);
        double reach = margin * Math.sqrt(pairs);
        return overSpread(
                pairs - 1,
                spread ->
                        Math.max(
                                0,
                                2 * NormalDistribution.cumulative(reach - critical * spread) - 1));
    }

    /** The chance that the exact signed-rank test of so many pairs shows an effect. */
    public static double ofSignedRank(int pairs, double level, double effect) {
        if (WilcoxonSignedRank.leastP(pairs) > level) {
            return 0;
        }
        int shown = 0;
        for (double least : shownFrom(pairs, level)) {
            shown += least < effect ? 1 : 0;
        }
        return shown / (double) DRAWS;
    }

    /** The effect that the signed-rank test shows with this chance; infinite where it can show none. */
    public static double detectableBySignedRank(int pairs, double level, double power) {
        if (WilcoxonSignedRank.leastP(pairs) > level) {
            return Double.POSITIVE_INFINITY;
        }
        return EFFECTS.computeIfAbsent(
                new Asked(true, pairs, level, power),
                asked -> shownFrom(pairs, level)[(int) Math.ceil(power * DRAWS) - 1]);
    }

    /**
     * The effect from which on each of the draws shows it, in rising order. The rank sum of the positive
     * values is the count of means of two, or of one with itself, that are above 0 (Tukey): an effect is
     * shown once it lifts as many of them above 0 as the least rank sum asks for.
     */
    private static double[] shownFrom(int pairs, double level) {
        int least = leastShown(pairs, level);
        double[] smallest = new double[pairs * (pairs + 1) / 2 - least + 1];
        double[] effects = new double[DRAWS];
        double[][] draws = draws(pairs);
        for (int d = 0; d < DRAWS; d++) {
            Arrays.fill(smallest, Double.POSITIVE_INFINITY);
            for (int i = 0; i < pairs; i++) {
                for (int j = i; j < pairs; j++) {
                    keep(smallest, (draws[d][i] + draws[d][j]) / 2);
                }
            }
            effects[d] = -smallest[smallest.length - 1];
        }
        Arrays.sort(effects);
        return effects;
    }

    /** Puts a value among the smallest, which rise. */
    private static void keep(double[] smallest, double value) {
        int place = smallest.length - 1;
        if (value >= smallest[place]) {
            return;
        }
        while (place > 0 && smallest[place - 1] > value) {
            smallest[place] = smallest[place - 1];
            place--;
        }
        smallest[place] = value;
    }

    /** The least rank sum whose upper tail is at most half the level. */
    private static int leastShown(int pairs, double level) {
        int most = pairs * (pairs + 1) / 2;
        for (int sum = most; ; sum--) {
            if (WilcoxonSignedRank.of(withPositiveRanks(pairs, sum - 1)).p().greater()
                    > level / 2) {
                return sum;
            }
        }
    }

    private static double[] withPositiveRanks(int pairs, int sum) {
        double[] differences = new double[pairs];
        int left = sum;
        for (int rank = pairs; rank >= 1; rank--) {
            boolean positive = rank <= left;
            differences[rank - 1] = positive ? rank : -rank;
            left -= positive ? rank : 0;
        }
        return differences;
    }

    private static double[][] draws(int pairs) {
        RandomStream normal = new Seed(1).child("power").child(pairs).stream();
        double[][] draws = new double[DRAWS][pairs];
        for (double[] draw : draws) {
            Arrays.setAll(draw, i -> normal.nextGaussian());
        }
        return draws;
    }

    /** Where a function that rises from below the value reaches it. */
    private static double solve(DoubleUnaryOperator power, double wanted) {
        double high = 1;
        while (power.applyAsDouble(high) < wanted && high < FURTHEST) {
            high *= 2;
        }
        double low = 0;
        for (int i = 0; i < HALVINGS && high - low > 1e-5 * high; i++) {
            double middle = (low + high) / 2;
            if (power.applyAsDouble(middle) < wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** The mean of a function of √(χ²/ν), ν the degrees of freedom, by Simpson's rule. */
    private static double overSpread(int degrees, DoubleUnaryOperator of) {
        double end = 1 + 8 / Math.sqrt(degrees);
        double step = end / STEPS;
        // At u = 0 the density is 0 but for one degree of freedom; at the end it is nothing.
        double weights = degrees == 1 ? Math.exp(0.5) : 0;
        double sum = weights * of.applyAsDouble(0);
        for (int i = 1; i < STEPS; i++) {
            double u = i * step;
            // 2(ν/2)^{ν/2}/Γ(ν/2) · u^{ν−1} e^{−νu²/2}, of which the factor divides out below.
            double density =
                    Math.exp((degrees - 1) * Math.log(u) - degrees * (u * u - 1) / 2)
                            * (i % 2 == 0 ? 2 : 4);
            sum += density * of.applyAsDouble(u);
            weights += density;
        }
        return sum / weights;
    }
}
