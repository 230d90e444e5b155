package dev.hearth.optim;

import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Tensor;
import java.util.Objects;

/**
 * Adam (Kingma and Ba 2014, algorithm 1): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², m̂ = m/(1 − β₁ᵗ),
 * v̂ = v/(1 − β₂ᵗ), w ← w − η·m̂/(√v̂ + ε), or w ← w − η·m̂/√(v̂ + ε) as in weight normalisation's
 * published code.
 *
 * <p>Where a schedule changes β₁, the correction 1 − β₁ᵗ takes the β₁ of the step, as PyTorch and
 * that code do.
 *
 * <pre>{@code
 * OptimizerState stepper = new Adam(0.9, 0.999, 1e-8, EpsilonPlacement.INSIDE_ROOT).over(net.parameters());
 * stepper.step(StepHyperparameters.of(0.003, 0.5));    // β₁ of the second half of training
 * }</pre>
 *
 * @param beta1 β₁ in [0, 1), the momentum of {@link StepHyperparameters}
 * @param beta2 β₂ in [0, 1)
 * @param epsilon ε, 1e-30 or more
 * @param place where ε stands
 */
public record Adam(double beta1, double beta2, double epsilon, EpsilonPlacement place)
        implements Optimizer {

    /** Refuses β outside [0, 1) and ε that float32 does not hold. */
    public Adam {
        Objects.requireNonNull(place, "place");
        OptimizerChecks.share("Adam", "beta1", beta1, "Use 0.9, as published");
        OptimizerChecks.share("Adam", "beta2", beta2, "Use 0.999, as published");
        OptimizerChecks.epsilon("Adam", epsilon);
    }

    /** As published: β₁ = 0.9, β₂ = 0.999, ε = 1e-8 outside the root. */
    public Adam() {
        this(0.9, 0.999);
    }

    /**
     * With ε = 1e-8 outside the root.
     *
     * @param beta1 β₁ in [0, 1)
     * @param beta2 β₂ in [0, 1)
     */
    public Adam(double beta1, double beta2) {
        this(beta1, beta2, 1e-8, EpsilonPlacement.OUTSIDE_ROOT);
    }

    @Override
    public OptimizerState over(Parameters parameters) {
        OptimizerMemory memory = new OptimizerMemory(parameters);
        return OptimizerState.of(memory, memory.elementwise(this::rule));
    }

    private UpdateRule rule(OptimizerMemory memory) {
        Tensor w = memory.values();
        Tensor g = memory.gradients();
        Tensor m = memory.remember("mean", 0);
        Tensor v = memory.remember("meanSquare", 0);
        Tensor divisor = memory.scratch();
        return (rates, step) -> {
            double first = rates.momentum().orElse(beta1);
            // StrictMath, so that a resumed run agrees bit for bit on any JVM.
            double share1 = 1 - StrictMath.pow(first, step);
            double share2 = 1 - StrictMath.pow(beta2, step);
            m.lerpInPlace(g, 1 - first);
            v.mulInPlace(beta2).addProductInPlace(g, g, 1 - beta2);
            // √v̂ + ε = (√v + ε√share2)/√share2 spares a pass over the buffer.
            if (place == EpsilonPlacement.OUTSIDE_ROOT) {
                divisor.sqrtOfInPlace(v).addInPlace(epsilon * Math.sqrt(share2));
            } else {
                divisor.sumOfInPlace(v, epsilon * share2).sqrtInPlace();
            }
            w.addQuotientInPlace(m, divisor, -rates.rate() * Math.sqrt(share2) / share1);
        };
    }
}
