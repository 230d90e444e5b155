package dev.hearth.zoo.inception;

/** How the blocks of a miniature are joined. */
public enum ResidualWiring {
    /** Inception-ResNet blocks: ReLU(x + scale·lin(branches)). */
    RESIDUAL,
    /** The same blocks with the shortcut cut: ReLU(lin(branches)); the very same cost. */
    CUT,
    /** Inception-v4 blocks, half as many, since one costs about twice a residual one. */
    PLAIN
}
