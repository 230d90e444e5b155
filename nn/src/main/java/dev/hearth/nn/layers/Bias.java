package dev.hearth.nn.layers;

/** Whether a weighted sum has something added to it. */
public enum Bias {
    /** A learned number a unit is added. */
    YES,
    /** Nothing is added; right before a normalisation that would remove it. */
    NO
}
