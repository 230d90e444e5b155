package dev.hearth.optim.loss;

import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;

/**
 * Mean Huber loss over all numbers of the batch: with d = x − y, d²/2 where |d| ≤ δ, else δ(|d| −
 * δ/2). With δ = 1 its gradient is the error clipped to [−1, 1], as DQN has it (Mnih et al. 2015).
 *
 * <p>Output x: any shape. Target y: the same shape and type.
 *
 * <pre>{@code
 * Tensor loss = new Huber(1).of(predicted, wanted);
 * }</pre>
 *
 * @param delta δ, above 0
 */
public record Huber(double delta) implements Loss {

    /** Refuses a δ that is not above zero. */
    public Huber {
        if (!(delta > 0) || Double.isInfinite(delta)) {
            throw new IllegalArgumentException(
                    "Huber needs a finite delta above 0. Received: delta="
                            + delta
                            + ". Use 1, or MeanSquaredError for no limit.");
        }
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        LossOperands.alike("Huber", output, target);
        return Functional.huber(output, target, delta);
    }
}
