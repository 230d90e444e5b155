package dev.hearth.train;

import dev.hearth.nn.Parameters;

/** Averages the gradients of several workers. With one there is nothing to do. */
public interface GradientSync {

    /** One worker. */
    GradientSync ALONE = parameters -> {};

    /**
     * Replaces the gradients by their mean over all workers.
     *
     * @param parameters whose
     */
    void averageGradients(Parameters parameters);
}
