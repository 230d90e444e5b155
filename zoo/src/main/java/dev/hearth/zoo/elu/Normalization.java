package dev.hearth.zoo.elu;

/** Whether batch normalisation stands between a convolution and its activation. */
public enum Normalization {
    /** Nothing stands there, and the convolution has a bias. */
    NONE,
    /** Batch normalisation, with γ and β, and no bias before it. */
    BATCH
}
