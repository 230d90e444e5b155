package dev.hearth.optim;

import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Tensor;

/**
 * Limits each number of the gradient by itself: g ← min(max(g, −L), L).
 *
 * <pre>{@code
 * Optimizer optimizer = new Adam().with(new ClipValue(1));
 * }</pre>
 *
 * @param limit L, above 0
 */
public record ClipValue(double limit) implements StepModifier {

    /** Refuses a limit that is not above zero. */
    public ClipValue {
        OptimizerChecks.positive("ClipValue", "limit", limit, "Leave ClipValue out for no limit");
    }

    @Override
    public Moment moment() {
        return Moment.BEFORE_STEP;
    }

    @Override
    public Runnable over(Parameters parameters) {
        Tensor g = parameters.gradients();
        return () -> g.clampInPlace(-limit, limit);
    }
}
