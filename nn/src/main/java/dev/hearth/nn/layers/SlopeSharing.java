package dev.hearth.nn.layers;

/** Who shares a learned slope. */
public enum SlopeSharing {
    /** One number for the whole layer. */
    SHARED,
    /** One number for each feature: a channel of an image, a number of a vector. */
    PER_CHANNEL
}
