package dev.hearth.optim;

import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Tensor;

/**
 * Adamax (Kingma and Ba 2014, algorithm 2), with ε as PyTorch has it: m ← β₁m + (1 − β₁)g,
 * u ← max(β₂u, |g| + ε), w ← w − η/(1 − β₁ᵗ)·m/u.
 *
 * <p>Where a schedule changes β₁, the correction takes the β₁ of the step.
 *
 * <pre>{@code
 * OptimizerState stepper = new Adamax().over(net.parameters());
 * stepper.step(StepHyperparameters.of(0.002));
 * }</pre>
 *
 * @param beta1 β₁ in [0, 1), the momentum of {@link StepHyperparameters}
 * @param beta2 β₂ in [0, 1)
 * @param epsilon ε, 1e-30 or more
 */
public record Adamax(double beta1, double beta2, double epsilon) implements Optimizer {

    /** Refuses β outside [0, 1) and ε that float32 does not hold. */
    public Adamax {
        OptimizerChecks.share("Adamax", "beta1", beta1, "Use 0.9, as published");
        OptimizerChecks.share("Adamax", "beta2", beta2, "Use 0.999, as published");
        OptimizerChecks.epsilon("Adamax", epsilon);
    }

    /** As published: β₁ = 0.9, β₂ = 0.999, with ε = 1e-8. */
    public Adamax() {
        this(0.9, 0.999, 1e-8);
    }

    @Override
    public OptimizerState over(Parameters parameters) {
        OptimizerMemory memory = new OptimizerMemory(parameters);
        Tensor w = memory.values();
        Tensor g = memory.gradients();
        Tensor m = memory.remember("mean", 0);
        Tensor u = memory.remember("greatest", 0);
        Tensor size = memory.scratch();
        return OptimizerState.of(
                memory,
                (rates, step) -> {
                    double first = rates.momentum().orElse(beta1);
                    m.lerpInPlace(g, 1 - first);
                    size.absOfInPlace(g).addInPlace(epsilon);
                    u.mulInPlace(beta2).maximumInPlace(size);
                    double share = 1 - StrictMath.pow(first, step);
                    w.addQuotientInPlace(m, u, -rates.rate() / share);
                });
    }
}
