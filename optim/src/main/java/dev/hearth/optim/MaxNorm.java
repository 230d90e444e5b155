package dev.hearth.optim;

import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits the Euclidean length of each unit's incoming weights (Srebro and Shraibman 2005; Hinton et
 * al. 2012): v ← v/max(‖v‖/L, 1) after each step. The GAN paper's code uses 1.9365 on TFD.
 *
 * <p>A unit is an index of the first dimension of a tensor with {@link Role#WEIGHT}: [units × in],
 * [out × in × height × width]. For a transposed convolution [in × out × height × width] that is an
 * input channel's outgoing weights. What is frozen is left out. Where ‖v‖² is beyond float32, ‖v‖ above
 * 1.8e19, v becomes 0.
 *
 * <pre>{@code
 * Optimizer tfd = new ClassicalMomentum(0.5).with(new MaxNorm(1.9365));
 * }</pre>
 *
 * @param limit L, above 0
 */
public record MaxNorm(double limit) implements StepModifier {

    /** Refuses a limit that is not above zero. */
    public MaxNorm {
        OptimizerChecks.positive("MaxNorm", "limit", limit, "Leave MaxNorm out for no limit");
    }

    @Override
    public Moment moment() {
        return Moment.AFTER_STEP;
    }

    @Override
    public Runnable over(Parameters parameters) {
        List<Tensor> matrices = new ArrayList<>();
        for (Parameters.Entry entry : parameters.entries()) {
            if (entry.role() == Role.WEIGHT
                    && entry.shape().size() > 1
                    && !parameters.isFrozen(entry.name())) {
                matrices.add(parameters.value(entry.name()).flatten(1));
            }
        }
        return () -> {
            for (Tensor matrix : matrices) {
                Tensor lengths = matrix.norm(Tensor.Keep.DIMENSIONS, 1);
                // Exactly 1 below the limit: shorter vectors do not creep.
                matrix.mulInPlace(lengths.mul(1 / limit).clampMin(1).reciprocal());
            }
        };
    }
}
