package org.example.hearth;

import dev.hearth.optim.schedule.Schedule;
import dev.hearth.tensor.Check;

/**
 * A learning rate: half a cosine from a first to a last value (Loshchilov and Hutter 2017, eq. 5, without
 * restarts), which stays after that.
 *
 * @param start the first value
 * @param end the last one
 * @param epochs how long it takes, 1 or more
 */
public record CosineSchedule(double start, double end, int epochs) implements Schedule {

    public CosineSchedule {
        if (epochs < 1) {
            throw Check.error("CosineSchedule needs epochs", epochs, "Give the recipe's");
        }
    }

    @Override
    public double at(long step, long stepsPerEpoch) {
        double done = Math.min(1, (double) step / (stepsPerEpoch * epochs));
        return end + (start - end) * (1 + StrictMath.cos(Math.PI * done)) / 2;
    }
}
