package dev.hearth.zoo.weightnorm;

/** What is between a weighted sum and its activation. */
public enum BiasKind {
    /** A bias. */
    BIAS,
    /** Mean-only batch normalisation, with a shift. */
    MEAN_ONLY_BATCH_NORM,
    /** Batch normalisation, with scale and shift, ε = 1e-6. */
    BATCH_NORM
}
