package dev.hearth.optim;

import dev.hearth.nn.Parameters;

/**
 * What is done around each step of an optimizer: to the gradients before it, or
 * to the values after it.
 *
 * <pre>{@code
 * Optimizer gan = new ClassicalMomentum(0.5).with(new MaxNorm(1.9365));
 * }</pre>
 */
public interface StepModifier {

    /** When a modifier acts. */
    enum Moment {
        /** On gradients, before the optimizer reads them. */
        BEFORE_STEP,
        /** On values, after the optimizer has changed them. */
        AFTER_STEP
    }

    /** When it acts: before or after the optimizer's rule. */
    Moment moment();

    /**
     * The same at work on a model.
     *
     * @param parameters whose gradients or values it changes
     * @return to be run once a step; what it keeps belongs to the scope that is open now
     */
    Runnable over(Parameters parameters);
}
