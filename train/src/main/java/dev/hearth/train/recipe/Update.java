package dev.hearth.train.recipe;

import dev.hearth.optim.Optimizer;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.optim.schedule.Schedule;
import java.util.Objects;

/**
 * How a participant is updated.
 *
 * <pre>{@code
 * Update begun =
 *         new Update(
 *                 new ClassicalMomentum(0.5),
 *                 new ExponentialPerStep(0.1, 1.000004, 1e-6),
 *                 new ConstantSchedule(0.5));
 * }</pre>
 *
 * @param optimizer with its modifiers
 * @param rate the learning rate
 * @param momentum μ, or Adam's β₁, in place of the optimizer's own
 */
public record Update(Optimizer optimizer, Schedule rate, Schedule momentum) {

    /** Refuses what is not there. */
    public Update {
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(rate, "rate");
        Objects.requireNonNull(momentum, "momentum");
    }

    /**
     * What a step takes.
     *
     * @param step how many batches were done before
     * @param stepsPerEpoch how many make an epoch
     * @return rate and momentum
     */
    public StepHyperparameters at(long step, long stepsPerEpoch) {
        return StepHyperparameters.of(
                rate.at(step, stepsPerEpoch), momentum.at(step, stepsPerEpoch));
    }
}
