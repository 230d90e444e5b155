package dev.hearth.optim.loss;

import dev.hearth.tensor.DType;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;
import java.util.Optional;

/**
 * Mean cross-entropy of a classifier, in nats: −Σ q ln softmax(output), where q is 1 − ε on the
 * label plus ε/classes everywhere (label smoothing, Szegedy et al. 2016, Inception-v3, §7).
 *
 * <p>Output: logits [batch × classes]. Target: labels INT64 [batch], each from 0 to classes − 1.
 *
 * <pre>{@code
 * Tensor loss = new CrossEntropy().of(logits, Tensor.ofLabels(labels, batch));
 * }</pre>
 *
 * @param smoothing ε in [0, 1)
 */
public record CrossEntropy(double smoothing) implements Loss {

    /** Refuses a smoothing outside [0, 1). */
    public CrossEntropy {
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException(
                    "CrossEntropy needs 0 ≤ smoothing < 1. Received: smoothing="
                            + smoothing
                            + ". Use 0 for none, or 0.1.");
        }
    }

    /** Without smoothing. */
    public CrossEntropy() {
        this(0);
    }

    /** Without smoothing: how surprising the labels are. */
    @Override
    public Loss measured() {
        return new CrossEntropy();
    }

    @Override
    public Optional<CompiledLoss> compiled() {
        return Optional.of(new CompiledCrossEntropy(smoothing));
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        if (output.dimensions() != 2
                || target.dimensions() != 1
                || output.size(0) != target.size(0)
                || target.dtype() != DType.INT64) {
            throw new IllegalArgumentException(
                    "CrossEntropy needs logits [batch × classes] and INT64 labels [batch]."
                            + " Received: output "
                            + output
                            + ", target "
                            + target
                            + ". Flatten the logits; make the labels with Tensor.ofLabels.");
        }
        return Functional.crossEntropy(output, target, smoothing);
    }
}
