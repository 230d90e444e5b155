package dev.hearth.nn.layers;

/** Whether padded cells count in a mean. */
public enum PaddedCells {
    /** They count, as zeros: each window's sum is divided by the window's extent. */
    COUNTED,
    /** Only cells of the image are averaged, as TensorFlow does. */
    LEFT_OUT
}
