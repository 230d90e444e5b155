package dev.hearth.optim.schedule;

/**
 * {@code start · e^(−decay · epoch)}: the learning rate of the published fractional max-pooling code
 * (Graham 2014), such as 0.003·e^(−0.01·epoch).
 *
 * <pre>{@code
 * Schedule rate = new ExponentialDecay(0.003, 0.01, EpochRounding.STAIRCASE);
 * double afterTen = rate.at(10 * 600, 600);   // 0.003·e^−0.1
 * }</pre>
 *
 * @param start the value in the first epoch (epoch 0)
 * @param decay the exponent's rate per epoch, at least 0
 * @param progress whether the value falls once an epoch or at every step
 */
public record ExponentialDecay(double start, double decay, EpochRounding progress)
        implements Schedule {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if {@code decay} is below 0 or a number is not finite
     */
    public ExponentialDecay {
        ScheduleChecks.finite("ExponentialDecay", "start", start);
        ScheduleChecks.atLeast("ExponentialDecay", "decay", decay, 0);
    }

    @Override
    public double at(long step, long stepsPerEpoch) {
        return start * Math.exp(-decay * progress.periods(step, stepsPerEpoch, 1));
    }
}
