package dev.hearth.zoo.elu;

/** What is between a convolution and its activation. */
public enum Normalization {
    /** Nothing; the convolution has a bias. */
    NONE,
    /** Batch normalisation with γ and β; the convolution has no bias. */
    BATCH
}
