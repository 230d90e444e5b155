package dev.hearth.nn;

import dev.hearth.tensor.Tensor;

/** The machine that a {@link Layer} builds: a function of a batch and the pass's circumstances. */
@FunctionalInterface
public interface Forward {

    /**
     * Applies the layer.
     *
     * @param x a batch: [batch × channels × height × width] for images, [batch × size] for vectors
     * @param pass phase and randomness
     * @return a batch of the announced shape
     */
    Tensor apply(Tensor x, Context pass);
}
