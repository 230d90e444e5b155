package dev.hearth.nn;

import dev.hearth.tensor.Tensor;

/** Adds up a tensor over the workers that share a batch, forward and backward. */
@FunctionalInterface
public interface WorkerSum {

    /**
     * The sum over all workers, through which gradients go back to each.
     *
     * @param x of the same shape on each worker, FLOAT32
     * @param share the part of the batch's examples that this worker has: what a worker's loss counts in
     *     the loss of all
     */
    Tensor of(Tensor x, double share);
}
