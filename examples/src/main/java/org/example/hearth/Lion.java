package org.example.hearth;

import dev.hearth.nn.Parameters;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.OptimizerMemory;
import dev.hearth.optim.OptimizerState;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Tensor;

/**
 * An optimizer: Lion (Chen et al. 2023, algorithm 2, without its weight decay, which is {@link
 * dev.hearth.optim.L2}): w ← w − η·sign(β₁m + (1 − β₁)g), m ← β₂m + (1 − β₂)g.
 *
 * @param beta1 β₁ in [0, 1), 0.9 in the paper; a momentum schedule takes its place
 * @param beta2 β₂ in [0, 1), 0.99 in the paper
 */
public record Lion(double beta1, double beta2) implements Optimizer {

    public Lion {
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
            throw Check.error(
                    "Lion needs 0 ≤ β < 1", "beta1=" + beta1 + ", beta2=" + beta2, "Use 0.9, 0.99");
        }
    }

    @Override
    public OptimizerState over(Parameters parameters) {
        OptimizerMemory memory = new OptimizerMemory(parameters);
        Tensor w = memory.values();
        Tensor g = memory.gradients();
        Tensor m = memory.remember("mean", 0); // saved with every checkpoint
        Tensor direction = memory.scratch();
        return OptimizerState.of(
                memory,
                (hyperparameters, step) -> {
                    double beta = hyperparameters.momentum().orElse(beta1);
                    direction.copyInPlace(m).lerpInPlace(g, 1 - beta);
                    w.addInPlace(direction.sign(), -hyperparameters.rate());
                    m.lerpInPlace(g, 1 - beta2);
                });
    }
}
