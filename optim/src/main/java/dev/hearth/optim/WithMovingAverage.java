package dev.hearth.optim;

import dev.hearth.nn.Parameters;
import java.util.Objects;

/**
 * An optimizer whose net is evaluated with a running average of its numbers, as in Inception (Szegedy
 * et al. 2016, §4), while it goes on learning with its own.
 *
 * <pre>{@code
 * Optimizer inception =
 *         new WithMovingAverage(RmsProp.tensorFlow(0.9, 1).with(new ClipNorm(2)), new MovingAverage(0.9999));
 * }</pre>
 *
 * @param optimizer the one inside, with its modifiers
 * @param average how its net's numbers are averaged
 */
public record WithMovingAverage(Optimizer optimizer, MovingAverage average) implements Optimizer {

    /** Refuses what is not there. */
    public WithMovingAverage {
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(average, "average");
    }

    @Override
    public OptimizerState over(Parameters parameters) {
        return optimizer.over(parameters).averaged(average.over(parameters));
    }

    /** The average stays outermost: it takes in what the modifiers have left. */
    @Override
    public Optimizer with(StepModifier... modifiers) {
        return new WithMovingAverage(optimizer.with(modifiers), average);
    }
}
