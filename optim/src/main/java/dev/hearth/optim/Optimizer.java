package dev.hearth.optim;

import dev.hearth.nn.Parameters;
import java.util.List;

/**
 * How values follow gradients: a record. Learning rates are no part of it: a schedule
 * gives them, step by step.
 *
 * <pre>{@code
 * Optimizer optimizer = new Sgd(0.9).with(new L2(5e-4, AppliesTo.WEIGHTS_ONLY), new ClipNorm(10));
 * OptimizerState stepper = optimizer.over(net.parameters());
 * stepper.step(StepHyperparameters.of(0.1));
 * }</pre>
 */
public interface Optimizer {

    /**
     * This optimizer at work on a model.
     *
     * @param parameters whose values will follow their gradients
     * @return fresh; its memory belongs to the scope that is open now
     */
    OptimizerState over(Parameters parameters);

    /**
     * This optimizer with something done around each step: to gradients before, to values after, in
     * the order given.
     *
     * @param modifiers at least one
     */
    default Optimizer with(StepModifier... modifiers) {
        return new WithModifiers(this, List.of(modifiers));
    }
}
