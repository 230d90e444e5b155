package dev.hearth.optim.schedule;

/**
 * The same value for the whole run.
 *
 * <pre>{@code
 * new ConstantSchedule(0.01).at(123, 600);   // 0.01
 * }</pre>
 *
 * @param value any finite number
 */
public record ConstantSchedule(double value) implements Schedule {

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if {@code value} is not finite
     */
    public ConstantSchedule {
        ScheduleChecks.finite("Constant", "value", value);
    }

    @Override
    public double at(long step, long stepsPerEpoch) {
        ScheduleChecks.progress(step, stepsPerEpoch);
        return value;
    }
}
