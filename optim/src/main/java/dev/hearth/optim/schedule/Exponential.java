package dev.hearth.optim.schedule;

/**
 * {@code start · factor^(epoch / epochs)}, by default in stairs: the learning rate of Inception-v4
 * (Szegedy et al. 2016, §4), 0.045 times 0.94 for every two epochs.
 *
 * <pre>{@code
 * Schedule rate = new Exponential(0.045).by(0.94).everyEpochs(2);
 * Schedule smooth = new Exponential(0.1).by(0.5).everyEpochs(10).with(EpochRounding.SMOOTH);
 * }</pre>
 *
 * @param start the first value
 * @param factor what it is multiplied by after each period, above 0
 * @param epochs the length of a period in epochs, above 0
 * @param progress whether the exponent is rounded down
 */
public record Exponential(double start, double factor, double epochs, EpochRounding progress)
        implements Schedule {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if {@code factor} or {@code epochs} is not above 0
     */
    public Exponential {
        ScheduleChecks.finite("Exponential", "start", start);
        ScheduleChecks.above("Exponential", "factor", factor, 0);
        ScheduleChecks.above("Exponential", "epochs", epochs, 0);
    }

    /**
     * A start from which {@link #by} and {@link #everyEpochs} go on; by itself it is constant.
     *
     * @param start the first value
     */
    public Exponential(double start) {
        this(start, 1, 1, EpochRounding.STAIRCASE);
    }

    /**
     * The same with another factor.
     *
     * @param factor what the value is multiplied by after each period, above 0
     */
    public Exponential by(double factor) {
        return new Exponential(start, factor, epochs, progress);
    }

    /**
     * The same with another period.
     *
     * @param epochs the length of a period in epochs, above 0
     */
    public Exponential everyEpochs(double epochs) {
        return new Exponential(start, factor, epochs, progress);
    }

    /**
     * The same in stairs or smooth.
     *
     * @param progress whether the exponent is rounded down
     */
    public Exponential with(EpochRounding progress) {
        return new Exponential(start, factor, epochs, progress);
    }

    @Override
    public double at(long step, long stepsPerEpoch) {
        return start * Math.pow(factor, progress.periods(step, stepsPerEpoch, epochs));
    }
}
