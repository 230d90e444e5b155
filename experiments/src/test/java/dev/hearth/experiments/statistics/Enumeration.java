package dev.hearth.experiments.statistics;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * P-values by looking at every outcome that could have been, without a formula. Sums of ranks and of whole
 * numbers have no rounding.
 *
 * @param less the share of outcomes at least this far below
 * @param greater at least this far above
 * @param both sides, as the test's definition has it
 * @param other two sides by another usual definition, or the same
 */
record Enumeration(double less, double greater, double both, double other) {

    /** All signs of the differences that are not 0; equal sizes share the mean of their ranks. */
    static Enumeration signedRanks(double... differences) {
        double[] kept = Arrays.stream(differences).filter(d -> d != 0).toArray();
        double[] ranks = ranks(Arrays.stream(kept).map(Math::abs).toArray());
        return signs(kept, ranks);
    }

    /** All signs of the differences, by their sum. */
    static Enumeration signs(double... differences) {
        return signs(differences, Arrays.stream(differences).map(Math::abs).toArray());
    }

    private static Enumeration signs(double[] differences, double[] sizes) {
        int n = sizes.length;
        int seen = 0;
        for (int i = 0; i < n; i++) {
            seen |= differences[i] > 0 ? 1 << i : 0;
        }
        return of(
                1 << n,
                seen,
                each -> true,
                bits -> {
                    double sum = 0;
                    for (int i = 0; i < n; i++) {
                        sum += (bits >> i & 1) * sizes[i];
                    }
                    return sum;
                });
    }

    /** All ways to take as many for the first sample, by the sum of their ranks. */
    static Enumeration rankSums(double[] first, double[] second) {
        return choices(first, second, true);
    }

    /** The same by the sum of the values. */
    static Enumeration sums(double[] first, double[] second) {
        return choices(first, second, false);
    }

    private static Enumeration choices(double[] first, double[] second, boolean byRank) {
        double[] all = joined(first, second);
        double[] sizes = byRank ? ranks(all) : all;
        return of(
                1 << all.length,
                (1 << first.length) - 1,
                bits -> Integer.bitCount(bits) == first.length,
                bits -> {
                    double sum = 0;
                    for (int i = 0; i < all.length; i++) {
                        sum += (bits >> i & 1) * sizes[i];
                    }
                    return sum;
                });
    }

    /** All ways to take as many for the first sample, by the greatest distance of the step functions. */
    static Enumeration distances(double[] first, double[] second) {
        double[] all = joined(first, second);
        Enumeration found =
                of(
                        1 << all.length,
                        (1 << first.length) - 1,
                        bits -> Integer.bitCount(bits) == first.length,
                        bits -> distance(all, bits, first.length));
        return new Enumeration(Double.NaN, Double.NaN, found.greater, found.greater);
    }

    /** Times both counts, which makes it a whole number. */
    private static double distance(double[] all, int bits, int first) {
        int most = 0;
        for (double at : all) {
            int below = 0;
            int others = 0;
            for (int i = 0; i < all.length; i++) {
                if (all[i] <= at) {
                    below += bits >> i & 1;
                    others += 1 - (bits >> i & 1);
                }
            }
            most = Math.max(most, Math.abs(below * (all.length - first) - others * first));
        }
        return most;
    }

    private static Enumeration of(
            int outcomes, int seen, IntPredicate possible, IntToDoubleFunction measure) {
        double[] values =
                IntStream.range(0, outcomes).filter(possible).mapToDouble(measure).toArray();
        double own = measure.applyAsDouble(seen);
        double mean = Arrays.stream(values).average().orElseThrow();
        double count = values.length;
        double less = Arrays.stream(values).filter(v -> v <= own).count() / count;
        double greater = Arrays.stream(values).filter(v -> v >= own).count() / count;
        double away = Math.abs(own - mean) - 1e-9;
        double other =
                Arrays.stream(values).filter(v -> Math.abs(v - mean) >= away).count() / count;
        return new Enumeration(less, greater, Math.min(1, 2 * Math.min(less, greater)), other);
    }

    /** Every count of successes in the first group, given how many there are in both. */
    static Enumeration table(int successes, int of, int others, int ofOthers) {
        int all = successes + others;
        BigInteger[] ways = new BigInteger[of + 1];
        for (int k = 0; k <= of; k++) {
            ways[k] = Counts.choose(of, k).multiply(Counts.choose(ofOthers, all - k));
        }
        return weighed(ways, successes);
    }

    /** Every count of successes, each with a chance of a part of so many. */
    static Enumeration successes(int successes, int of, int part, int whole) {
        BigInteger[] ways = new BigInteger[of + 1];
        for (int k = 0; k <= of; k++) {
            ways[k] =
                    Counts.choose(of, k)
                            .multiply(BigInteger.valueOf(part).pow(k))
                            .multiply(BigInteger.valueOf(whole - part).pow(of - k));
        }
        return weighed(ways, successes);
    }

    private static Enumeration weighed(BigInteger[] ways, int seen) {
        BigInteger total = BigInteger.ZERO;
        BigInteger less = BigInteger.ZERO;
        BigInteger greater = BigInteger.ZERO;
        BigInteger unlikely = BigInteger.ZERO;
        for (int k = 0; k < ways.length; k++) {
            total = total.add(ways[k]);
            less = k <= seen ? less.add(ways[k]) : less;
            greater = k >= seen ? greater.add(ways[k]) : greater;
            unlikely = ways[k].compareTo(ways[seen]) <= 0 ? unlikely.add(ways[k]) : unlikely;
        }
        double both = Counts.share(unlikely, total);
        return new Enumeration(Counts.share(less, total), Counts.share(greater, total), both, both);
    }

    /** The greatest chance, over a grid, of tables that Fisher's test finds at most as likely. */
    static Enumeration shares(int successes, int of, int others, int ofOthers) {
        double seen = table(successes, of, others, ofOthers).both + 1e-12;
        double worst = 0;
        double[][] p = new double[of + 1][ofOthers + 1];
        for (int i = 0; i <= of; i++) {
            for (int j = 0; j <= ofOthers; j++) {
                p[i][j] = table(i, of, j, ofOthers).both;
            }
        }
        for (int step = 1; step < 10_000; step++) {
            double chance = step / 10_000.0;
            double sum = 0;
            for (int i = 0; i <= of; i++) {
                for (int j = 0; j <= ofOthers; j++) {
                    if (p[i][j] <= seen) {
                        sum +=
                                Counts.choose(of, i).doubleValue()
                                        * Counts.choose(ofOthers, j).doubleValue()
                                        * Math.pow(chance, i + j)
                                        * Math.pow(1 - chance, of + ofOthers - i - j);
                    }
                }
            }
            worst = Math.max(worst, sum);
        }
        return new Enumeration(Double.NaN, Double.NaN, worst, worst);
    }

    private static double[] joined(double[] first, double[] second) {
        double[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static double[] ranks(double[] values) {
        double[] ranks = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            for (double other : values) {
                ranks[i] += other < values[i] ? 1 : other == values[i] ? 0.5 : 0;
            }
            ranks[i] += 0.5;
        }
        return ranks;
    }
}
