package dev.hearth.optim.schedule;

/**
 * {@code max(floor, start / divisor^step)}: the learning rate of the GAN recipes (Goodfellow et al.
 * 2014, published configuration files), divided by 1.000004 after each batch, not below 1e-6.
 *
 * <pre>{@code
 * Schedule rate = new ExponentialPerStep(0.1, 1.000004, 1e-6);
 * }</pre>
 *
 * @param start the first value, not below the floor
 * @param divisor what the value is divided by after each step, at least 1
 * @param floor the least value, at least 0
 */
public record ExponentialPerStep(double start, double divisor, double floor) implements Schedule {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if {@code divisor} is below 1, {@code floor} below 0, or
     *     {@code start} below {@code floor}
     */
    public ExponentialPerStep {
        ScheduleChecks.atLeast("ExponentialPerStep", "divisor", divisor, 1);
        ScheduleChecks.atLeast("ExponentialPerStep", "floor", floor, 0);
        ScheduleChecks.atLeast("ExponentialPerStep", "start", start, floor);
    }

    @Override
    public double at(long step, long stepsPerEpoch) {
        ScheduleChecks.progress(step, stepsPerEpoch);
        return Math.max(floor, start * Math.pow(divisor, -(double) step));
    }
}
