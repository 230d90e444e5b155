package dev.hearth.optim.schedule;

/**
 * A scalar as a function of progress: a record, equal to another of the same numbers, and written as
 * JSON with its {@code type}.
 *
 * <p>Steps count updates from 0: {@code at(0, n)} is the value of the first update. The epoch of a
 * step is {@code step / stepsPerEpoch}, from 0, with a fraction.
 *
 * <pre>{@code
 * Schedule rate = new Exponential(0.045).by(0.94).everyEpochs(2);
 * double first = rate.at(0, 1000);       // 0.045
 * double later = rate.at(2000, 1000);    // 0.0423
 * }</pre>
 */
public interface Schedule {

    /**
     * The value for one update.
     *
     * @param step the number of updates done before this one, from 0
     * @param stepsPerEpoch how many updates make an epoch, above 0
     * @throws IllegalArgumentException if {@code step} is negative or {@code stepsPerEpoch} below 1
     */
    double at(long step, long stepsPerEpoch);
}
