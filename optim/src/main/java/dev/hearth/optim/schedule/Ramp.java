package dev.hearth.optim.schedule;

/**
 * Linear from one value to another over some epochs, constant before and after: the momentum of the
 * GAN recipes (Goodfellow et al. 2014, published configuration files), 0.5 to 0.7 over epochs 1–250.
 *
 * <pre>{@code
 * Schedule momentum = new Ramp(0.5, 0.7, 1, 250, EpochRounding.STAIRCASE);
 * }</pre>
 *
 * @param start the value up to {@code fromEpoch}
 * @param end the value from {@code toEpoch} on
 * @param fromEpoch the count of epochs done when the value begins to move, at least 0
 * @param toEpoch the count of epochs done when it arrives, above {@code fromEpoch}
 * @param progress whether the value moves once an epoch or at every step
 */
public record Ramp(
        double start, double end, double fromEpoch, double toEpoch, EpochRounding progress)
        implements Schedule {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if the epochs are out of order or negative
     */
    public Ramp {
        ScheduleChecks.finite("Ramp", "start", start);
        ScheduleChecks.finite("Ramp", "end", end);
        ScheduleChecks.atLeast("Ramp", "fromEpoch", fromEpoch, 0);
        ScheduleChecks.above("Ramp", "toEpoch", toEpoch, fromEpoch);
    }

    @Override
    public double at(long step, long stepsPerEpoch) {
        double epoch = progress.periods(step, stepsPerEpoch, 1);
        double way = Math.min(1, Math.max(0, (epoch - fromEpoch) / (toEpoch - fromEpoch)));
        return start * (1 - way) + end * way;
    }
}
