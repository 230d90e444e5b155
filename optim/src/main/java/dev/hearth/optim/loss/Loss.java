package dev.hearth.optim.loss;

import dev.hearth.tensor.Tensor;
import java.util.Optional;

/**
 * How far outputs are from their targets: the mean over the batch, one number
 * that {@link Tensor#backward()} starts from.
 *
 * <pre>{@code
 * Tensor loss = new CrossEntropy(0.1).of(net.apply(images, pass), labels);
 * loss.backward();
 * }</pre>
 */
public interface Loss {

    /**
     * How many outputs a net needs that gives its input back.
     *
     * @param numbers of an input
     * @return as many, unless a loss says otherwise
     */
    default long outputs(long numbers) {
        return numbers;
    }

    /**
     * What a net is measured by that learns from this loss: the same without what is there for
     * learning alone: this, unless a loss says otherwise.
     */
    default Loss measured() {
        return this;
    }

    /**
     * Whether the loss of a batch is the mean of its examples' losses, each on its own, so that several workers
     * can compute it, each of its part: true, unless a loss says otherwise.
     */
    default boolean isMeanOverExamples() {
        return true;
    }

    /**
     * How a {@link dev.hearth.optim.CompiledStep} computes it, if it can.
     *
     * @return empty unless a loss says otherwise
     */
    default Optional<CompiledLoss> compiled() {
        return Optional.empty();
    }

    /**
     * The loss of a batch.
     *
     * @param output what the net said
     * @param target what it should have said; each loss says in which form
     * @throws IllegalArgumentException if shapes or types do not fit
     */
    Tensor of(Tensor output, Tensor target);
}
