package dev.hearth.nn.activation;

/** Who shares a learned slope. */
public enum Sharing {
    /** One number for the whole layer. */
    SHARED,
    /** One number for each feature: a channel of an image, a number of a vector. */
    PER_CHANNEL
}
