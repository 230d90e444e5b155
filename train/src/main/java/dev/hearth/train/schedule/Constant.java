package dev.hearth.train.schedule;

/**
 * The same value for the whole run.
 *
 * <pre>{@code
 * new Constant(0.01).at(123, 600);   // 0.01
 * }</pre>
 *
 * @param value any finite number
 */
public record Constant(double value) implements Schedule {

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if {@code value} is not finite
     */
    public Constant {
        Numbers.finite("Constant", "value", value);
    }

    @Override
    public double at(long step, long stepsPerEpoch) {
        Numbers.progress(step, stepsPerEpoch);
        return value;
    }
}
