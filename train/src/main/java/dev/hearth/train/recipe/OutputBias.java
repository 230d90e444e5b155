package dev.hearth.train.recipe;

/** How the biases of a generator's last layer begin. */
public enum OutputBias {
    /** As the layer says. */
    AS_BUILT,
    /**
     * At the logit of each pixel's mean over the training images, kept within [1e-7, 1 − 1e-7] before
     * (pylearn2's {@code init_bias_target_marginals}): for an output behind a sigmoid.
     */
    MEAN_PIXELS
}
