package dev.hearth.papers.gan;

import dev.hearth.optim.Adam;
import dev.hearth.optim.ClassicalMomentum;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.optim.schedule.EpochRounding;
import dev.hearth.optim.schedule.ExponentialPerStep;
import dev.hearth.optim.schedule.LinearToZero;
import dev.hearth.optim.schedule.Ramp;
import dev.hearth.train.recipe.Update;

/** How generators and discriminators are updated. */
final class GanUpdates {

    private GanUpdates() {}

    /** As the paper's code has it: momentum from 0.5 to 0.7 over 250 epochs, a rate that falls each step. */
    static Update published(double rate) {
        return new Update(
                new ClassicalMomentum(0.5),
                new ExponentialPerStep(rate, 1.000004, 1e-6),
                new Ramp(0.5, 0.7, 1, 250, EpochRounding.STAIRCASE));
    }

    /** Ours: Adam at a constant rate. */
    static Update adam(double rate) {
        return new Update(
                new Adam(0.5, 0.999), new ConstantSchedule(rate), new ConstantSchedule(0.5));
    }

    /** Ours: Adam at a rate that falls from an epoch to 0 at another. */
    static Update adamToZero(double rate, int from, int to) {
        return new Update(
                new Adam(0.5, 0.999),
                new LinearToZero(rate, from, to, EpochRounding.STAIRCASE),
                new ConstantSchedule(0.5));
    }
}
