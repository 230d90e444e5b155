package dev.hearth.train.optim;

import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.tensor.Tensor;
import java.util.Objects;

/**
 * L2 regularisation added to the gradient, g ← g + λw, which is the gradient of λ‖w‖²/2.
 *
 * <pre>{@code
 * Optimizer optimizer = new Sgd(0.9).with(new L2(5e-4, Reach.WEIGHTS_ONLY));
 * }</pre>
 *
 * @param decay λ, above 0
 * @param reach which numbers it pulls towards zero
 */
public record L2(double decay, Reach reach) implements Modifier {

    /** Refuses a decay that is not above zero. */
    public L2 {
        Objects.requireNonNull(reach, "reach");
        Limits.positive("L2", "decay", decay, "Leave L2 out for none");
    }

    @Override
    public Moment moment() {
        return Moment.BEFORE_STEP;
    }

    @Override
    public Runnable over(Parameters parameters) {
        Tensor w = parameters.values();
        Tensor g = parameters.gradients();
        if (reach == Reach.ALL) {
            return () -> g.addInPlace(w, decay);
        }
        Tensor mask = w.filledLike(0);
        for (Parameters.Entry entry : parameters.entries()) {
            if (entry.role() == Role.WEIGHT) {
                mask.narrow(0, entry.offset(), entry.count()).fillInPlace(1);
            }
        }
        return () -> g.addProductInPlace(w, mask, decay);
    }
}
