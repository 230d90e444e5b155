package dev.hearth.bench;

import java.util.Arrays;

/**
 * Where the middle half of some measurements lies.
 *
 * @param median half are below
 * @param low the lower quartile
 * @param high the upper quartile
 * @param count how many there were
 */
public record Spread(double median, double low, double high, int count) {

    /** Of nothing. */
    static final Spread NONE = new Spread(Double.NaN, Double.NaN, Double.NaN, 0);

    /**
     * Of at least one; between two neighbours the line is straight.
     *
     * @param values in any order
     * @return their quartiles
     * @throws IllegalArgumentException if there are none
     */
    public static Spread of(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException(
                    "A spread needs at least one measurement. Received: none. Measure once.");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Spread(at(sorted, 0.5), at(sorted, 0.25), at(sorted, 0.75), sorted.length);
    }

    private static double at(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
