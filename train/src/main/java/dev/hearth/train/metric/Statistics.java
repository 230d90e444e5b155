package dev.hearth.train.metric;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Mean, spread and order statistics of one sample, such as one result per seed.
 *
 * <pre>{@code
 * Statistics errors = Statistics.of(28.4, 28.9, 28.7);
 * double mean = errors.mean();                        // 28.666…
 * Statistics.Interval likely = errors.confidence(0.95).get();    // Student, 2 degrees of freedom
 * }</pre>
 */
public final class Statistics {

    private final double[] sorted;
    private final double mean;
    private final double squares;

    private Statistics(double[] sorted) {
        this.sorted = sorted;
        double sum = 0;
        for (double value : sorted) {
            sum += value;
        }
        // Two passes: the sum of squares minus n·mean² would cancel.
        double rough = sum / sorted.length;
        double rest = 0;
        for (double value : sorted) {
            rest += value - rough;
        }
        this.mean = rough + rest / sorted.length;
        double total = 0;
        for (double value : sorted) {
            total += (value - mean) * (value - mean);
        }
        this.squares = total;
    }

    /**
     * Between which bounds a mean is likely to lie.
     *
     * @param low the lower bound
     * @param high the upper bound
     */
    public record Interval(double low, double high) {}

    /**
     * The statistics of some values.
     *
     * @param values at least one, all finite, in any order
     * @return their statistics
     * @throws IllegalArgumentException if there are none or one is not finite
     */
    public static Statistics of(double... values) {
        double[] sorted = values.clone();
        for (double value : sorted) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "Statistics needs finite values. Received: "
                                + value
                                + ". Say separately how many runs diverged.");
            }
        }
        if (sorted.length == 0) {
            throw new IllegalArgumentException(
                    "Statistics needs at least one value. Received: none. Measure first.");
        }
        Arrays.sort(sorted);
        return new Statistics(sorted);
    }

    /** The count of values: at least 1. */
    public int count() {
        return sorted.length;
    }

    /** The arithmetic mean: in the values' unit. */
    public double mean() {
        return mean;
    }

    /**
     * The sample standard deviation, {@code √(Σ(x − mean)² / (n − 1))}: in the values' unit; empty
     * for a single value.
     */
    public OptionalDouble standardDeviation() {
        return count() < 2
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.sqrt(squares / (count() - 1)));
    }

    /** The least value: in the values' unit. */
    public double least() {
        return sorted[0];
    }

    /** The greatest value: in the values' unit. */
    public double greatest() {
        return sorted[sorted.length - 1];
    }

    /** The middle value, or the mean of the two in the middle: in the values' unit. */
    public double median() {
        return quantile(0.5);
    }

    /**
     * A quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, the
     * default of R and NumPy).
     *
     * @param share from 0 to 1
     * @return in the values' unit
     * @throws IllegalArgumentException if {@code share} is outside
     */
    public double quantile(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "quantile needs 0 ≤ share ≤ 1. Received: share="
                            + share
                            + ". Divide a percentage by 100.");
        }
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /**
     * The confidence interval of the mean by Student's t, {@code mean ± t · sd / √n} with n − 1 degrees
     * of freedom.
     *
     * @param level between 0 and 1, such as 0.95
     * @return the interval; empty for a single value
     * @throws IllegalArgumentException if {@code level} is not between 0 and 1
     */
    public Optional<Interval> confidence(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException(
                    "confidence needs 0 < level < 1. Received: level=" + level + ". Use 0.95.");
        }
        if (count() < 2) {
            return Optional.empty();
        }
        double t = TDistribution.of(count() - 1).inverseCumulativeProbability((1 + level) / 2);
        double half = t * standardDeviation().getAsDouble() / Math.sqrt(count());
        return Optional.of(new Interval(mean - half, mean + half));
    }
}
