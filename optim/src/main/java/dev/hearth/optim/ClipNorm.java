package dev.hearth.optim;

import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Tensor;

/**
 * Limits the length of the whole net's gradient and keeps its direction (Pascanu et al. 2013):
 * g ← g/max(‖g‖/L, 1). A gradient that holds NaN or ∞ becomes NaN where it was not finite; nothing is
 * hidden. Where ‖g‖² is beyond float32, ‖g‖ above 1.8e19, a finite g becomes 0.
 *
 * <pre>{@code
 * Optimizer draw = new Adam().with(new ClipNorm(10));
 * }</pre>
 *
 * @param limit L, above 0
 */
public record ClipNorm(double limit) implements StepModifier {

    /** Refuses a limit that is not above zero. */
    public ClipNorm {
        OptimizerChecks.positive("ClipNorm", "limit", limit, "Leave ClipNorm out for no limit");
    }

    @Override
    public Moment moment() {
        return Moment.BEFORE_STEP;
    }

    @Override
    public Runnable over(Parameters parameters) {
        Tensor g = parameters.gradients();
        // The factor stays on the device: to ask for it here would wait for the backward pass.
        return () -> g.mulInPlace(g.norm().mul(1 / limit).clampMin(1).reciprocal());
    }
}
