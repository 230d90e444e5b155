package dev.hearth.zoo.inception;

/** The blocks of an {@link InceptionMiniature}. */
public enum ResidualWiring {
    /** Inception-ResNet blocks: ReLU(x + scale·lin(branches)). */
    RESIDUAL,
    /** The same blocks without the shortcut, at the same cost: ReLU(lin(branches)). */
    CUT,
    /** Inception-v4 blocks, half as many, since one costs about twice a residual one. */
    PLAIN
}
