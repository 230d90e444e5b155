package dev.hearth.optim.schedule;

/** How often a schedule that speaks of epochs takes a new value. */
public enum EpochRounding {
    /** Only when an epoch (or a period of epochs) is complete; in between the value stands. */
    STAIRCASE,
    /** At every step, by the fraction of the epoch that is done. */
    SMOOTH;

    /**
     * Units in the last place, more than the three roundings of the period, of a product and of a quotient can
     * make.
     */
    private static final int ROUNDING = 4;

    /**
     * The progress counted in periods of epochs.
     *
     * @param step the number of updates done, from 0
     * @param stepsPerEpoch how many updates make an epoch, above 0
     * @param epochs the length of a period, above 0
     * @return p = {@code step / (stepsPerEpoch · epochs)}; for {@link #STAIRCASE} ⌊p⌋, or the whole
     *     number that p misses by rounding alone
     * @throws IllegalArgumentException if {@code step} is negative or {@code stepsPerEpoch} below 1
     */
    double periods(long step, long stepsPerEpoch, double epochs) {
        ScheduleChecks.progress(step, stepsPerEpoch);
        double periods = step / (stepsPerEpoch * epochs);
        if (this == SMOOTH) {
            return periods;
        }
        double whole = Math.rint(periods);
        boolean isWhole = Math.abs(periods - whole) <= ROUNDING * Math.ulp(periods);
        return isWhole ? whole : Math.floor(periods);
    }
}
