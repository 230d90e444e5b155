package dev.hearth.zoo.fmp;

/** Initialisation of the weights; biases begin at 0. */
public enum FmpInitialization {
    /**
     * U(±√(6/(n_in + n_out·s))) with s = (kernel/(stride·pooling factor))², as in the author's code; see
     * {@link dev.hearth.nn.init.GrahamUniform}. Slow at first with plain gradient descent.
     */
    PUBLISHED,
    /** N(0, 1.8/fan_in), which keeps the variance through leaky ReLUs of slope ⅓ (He et al. 2015). */
    NEUTRAL
}
