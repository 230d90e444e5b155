package dev.hearth.optim.loss;

import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;

/**
 * Mean binary cross-entropy of logits x, in nats: −y ln σ(x) − (1 − y) ln(1 − σ(x)), without
 * overflow; what a GAN's discriminator makes small (Goodfellow et al. 2014, §3).
 *
 * <p>Output: logits of any shape. Target: probabilities y in [0, 1], of the same shape and type.
 *
 * <pre>{@code
 * Tensor loss = new BinaryCrossEntropy().of(logits, logits.filledLike(1));   // all are real
 * }</pre>
 */
public record BinaryCrossEntropy() implements Loss {

    @Override
    public Tensor of(Tensor output, Tensor target) {
        LossOperands.alike("BinaryCrossEntropy", output, target);
        return Functional.binaryCrossEntropy(output, target);
    }
}
