package dev.hearth.nn.layers;

/** Whether a normalised value is multiplied by a learned γ. */
public enum BatchNormScale {
    /** A learned γ for each channel, which begins at 1. */
    YES,
    /** No γ; right before a ReLU and a layer whose weights can do the same, as in Inception. */
    NO
}
