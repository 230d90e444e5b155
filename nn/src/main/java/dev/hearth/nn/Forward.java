package dev.hearth.nn;

import dev.hearth.tensor.Tensor;

/** What a {@link Layer} builds: a function of a batch and of the pass. */
@FunctionalInterface
public interface Forward {

    /**
     * Applies the layer.
     *
     * @param x [batch × channels × height × width] for images, [batch × size] for vectors
     * @return a batch of {@link Layer#out}
     */
    Tensor apply(Tensor x, Context pass);
}
