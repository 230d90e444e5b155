package dev.hearth.experiments.statistics;

import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.InverseErfc;

/** The standard normal distribution. */
public final class NormalDistribution {

    private NormalDistribution() {}

    /** The probability of a value at most this: {@code ½·erfc(−x/√2)}. */
    public static double cumulative(double x) {
        return Erfc.value(-x / Math.sqrt(2)) / 2;
    }

    /** The value that is exceeded with this probability. */
    public static double exceededWith(double probability) {
        return Math.sqrt(2) * InverseErfc.value(2 * probability);
    }
}
