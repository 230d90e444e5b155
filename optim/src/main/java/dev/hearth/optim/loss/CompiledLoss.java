package dev.hearth.optim.loss;

import dev.hearth.tensor.DenseMatrix;

/** A loss and its gradient by hand, on a share of a batch: what {@link Loss#compiled} gives. */
public interface CompiledLoss {

    /** What outputs are compared with. */
    enum Target {
        /** The class of each example. */
        LABELS,
        /** The example itself. */
        INPUT
    }

    /**
     * A share of a batch.
     *
     * @param output [examples × outputs]
     * @param input the examples themselves, [examples × inputs]
     * @param labels of the whole batch
     * @param first index of the share's first example in the batch
     * @param examples of the whole batch
     * @param gradient by the output, which is written
     */
    record Share(
            DenseMatrix output,
            DenseMatrix input,
            int[] labels,
            int first,
            int examples,
            DenseMatrix gradient) {}

    /** With what it compares. */
    Target target();

    /**
     * Writes the gradient of the batch's loss by this share's output.
     *
     * @return this share's part of the batch's loss, the mean over all examples
     * @throws IllegalArgumentException for a label that is no class
     */
    double of(Share share);
}
