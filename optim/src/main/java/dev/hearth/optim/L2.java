package dev.hearth.optim;

import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.tensor.Tensor;
import java.util.Objects;

/**
 * L2 regularisation added to the gradient, g ← g + λw, which is the gradient of λ‖w‖²/2. What is
 * frozen is left out.
 *
 * <pre>{@code
 * Optimizer optimizer = new Sgd(0.9).with(new L2(5e-4, AppliesTo.WEIGHTS_ONLY));
 * }</pre>
 *
 * @param decay λ, above 0
 * @param reach which numbers it pulls towards zero
 */
public record L2(double decay, AppliesTo reach) implements StepModifier {

    /** Refuses a decay that is not above zero. */
    public L2 {
        Objects.requireNonNull(reach, "reach");
        OptimizerChecks.positive("L2", "decay", decay, "Leave L2 out for none");
    }

    @Override
    public Moment moment() {
        return Moment.BEFORE_STEP;
    }

    @Override
    public Runnable over(Parameters parameters) {
        Tensor w = parameters.values();
        Tensor g = parameters.gradients();
        boolean isFrozen =
                parameters.entries().stream().anyMatch(e -> parameters.isFrozen(e.name()));
        if (reach == AppliesTo.ALL && !isFrozen) {
            return () -> g.addInPlace(w, decay);
        }
        Tensor mask = w.filledLike(0);
        for (Parameters.Entry entry : parameters.entries()) {
            boolean isReached = reach == AppliesTo.ALL || entry.role() == Role.WEIGHT;
            if (isReached && !parameters.isFrozen(entry.name())) {
                mask.narrow(0, entry.offset(), entry.count()).fillInPlace(1);
            }
        }
        return () -> g.addProductInPlace(w, mask, decay);
    }
}
