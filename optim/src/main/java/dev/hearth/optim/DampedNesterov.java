package dev.hearth.optim;

import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Tensor;

/**
 * Nesterov momentum whose gradients are damped by 1 − μ, as in the public code of fractional
 * max-pooling (SparseConvNet): m′ ← μm − η(1 − μ)g, w ← w − μm + (1 + μ)m′. A steady gradient moves
 * the values by η a step whatever μ is, without the usual gain of 1/(1 − μ).
 *
 * <p>That code adds the gradients of a batch up; Hearth's losses are means. Its rate 0.003 at a
 * batch of 50 is 0.15 here.
 *
 * <pre>{@code
 * OptimizerState stepper = new DampedNesterov(0.99).over(net.parameters());
 * }</pre>
 *
 * @param momentum μ in [0, 1)
 */
public record DampedNesterov(double momentum) implements Optimizer {

    /** Refuses a momentum outside [0, 1). */
    public DampedNesterov {
        OptimizerChecks.share("DampedNesterov", "momentum", momentum, "Use 0.99, as published");
    }

    @Override
    public OptimizerState over(Parameters parameters) {
        OptimizerMemory memory = new OptimizerMemory(parameters);
        Tensor w = memory.values();
        Tensor g = memory.gradients();
        Tensor m = memory.remember("velocity", 0);
        return OptimizerState.of(
                memory,
                (rates, step) -> {
                    double mu = rates.momentum().orElse(momentum);
                    w.addInPlace(m, -mu);
                    m.mulInPlace(mu).addInPlace(g, -rates.rate() * (1 - mu));
                    w.addInPlace(m, 1 + mu);
                });
    }
}
