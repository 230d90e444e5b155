package dev.hearth.nn.layers;

/** Who shares a draw of fractional max-pooling's regions. */
public enum RegionSharing {
    /** Each example has its own, shared by its channels, as in the author's programs. */
    PER_EXAMPLE,
    /** Each channel of each example has its own, as in PyTorch's {@code FractionalMaxPool2d}. */
    PER_CHANNEL
}
