package dev.hearth.optim.schedule;

/**
 * Constant until an epoch, then linear to 0 at another: the second half of training in the weight
 * normalisation recipe (Salimans and Kingma 2016, §5.1: constant for 100 epochs, then linear to zero
 * over the next 100).
 *
 * <pre>{@code
 * Schedule rate = new LinearToZero(0.003, 100, 200, EpochRounding.STAIRCASE);
 * double half = rate.at(150 * 500, 500);   // 0.0015
 * }</pre>
 *
 * @param start the value until {@code fromEpoch}
 * @param fromEpoch the count of epochs done when the descent begins, at least 0
 * @param toEpoch the count of epochs done when the value is 0, above {@code fromEpoch}
 * @param progress whether the value falls once an epoch or at every step
 */
public record LinearToZero(double start, double fromEpoch, double toEpoch, EpochRounding progress)
        implements Schedule {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if the epochs are out of order or negative
     */
    public LinearToZero {
        ScheduleChecks.finite("LinearToZero", "start", start);
        ScheduleChecks.atLeast("LinearToZero", "fromEpoch", fromEpoch, 0);
        ScheduleChecks.above("LinearToZero", "toEpoch", toEpoch, fromEpoch);
    }

    @Override
    public double at(long step, long stepsPerEpoch) {
        double epoch = progress.periods(step, stepsPerEpoch, 1);
        double left = (toEpoch - epoch) / (toEpoch - fromEpoch);
        return start * Math.min(1, Math.max(0, left));
    }
}
