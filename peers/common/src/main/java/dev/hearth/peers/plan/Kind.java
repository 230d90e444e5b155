package dev.hearth.peers.plan;

/** What is done with the nets of a row. */
public enum Kind {
    /** Steps of training: loss, gradients, update. */
    TRAIN,
    /** Classes of images. */
    INFERENCE,
    /** One fractional max-pool, forward and backward. */
    POOL,
    /** Steps of a generator and a discriminator. */
    GAME
}
