package dev.hearth.optim.schedule;

/** How often a schedule that speaks of epochs takes a new value. */
public enum EpochRounding {
    /** Only when an epoch (or a period of epochs) is complete; in between the value stands. */
    STAIRCASE,
    /** At every step, by the fraction of the epoch that is done. */
    SMOOTH;

    /**
     * The progress counted in periods of epochs.
     *
     * @param step the number of updates done, from 0
     * @param stepsPerEpoch how many updates make an epoch, above 0
     * @param epochs the length of a period, above 0
     * @return {@code step / (stepsPerEpoch · epochs)}, rounded down for {@link #STAIRCASE}
     * @throws IllegalArgumentException if {@code step} is negative or {@code stepsPerEpoch} below 1
     */
    double periods(long step, long stepsPerEpoch, double epochs) {
        ScheduleChecks.progress(step, stepsPerEpoch);
        double periods = step / (stepsPerEpoch * epochs);
        return this == SMOOTH ? periods : Math.floor(periods);
    }
}
