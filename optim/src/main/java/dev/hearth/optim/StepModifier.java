package dev.hearth.optim;

import dev.hearth.nn.Parameters;

/**
 * A letter that says what is done around each step of an optimiser: to the gradients before it, or
 * to the values after it.
 *
 * <pre>{@code
 * Optimizer gan = new ClassicalMomentum(0.5).with(new MaxNorm(1.9365));
 * }</pre>
 */
public interface StepModifier {

    /** When a modifier acts. */
    enum Moment {
        /** On gradients, before the optimiser reads them. */
        BEFORE_STEP,
        /** On values, after the optimiser has changed them. */
        AFTER_STEP
    }

    /**
     * When it acts.
     *
     * @return before or after the optimiser's rule
     */
    Moment moment();

    /**
     * Brings it to life over a net's parameters.
     *
     * @param parameters whose gradients or values it changes
     * @return to be run once a step; what it keeps belongs to the scope that is open now
     */
    Runnable over(Parameters parameters);
}
