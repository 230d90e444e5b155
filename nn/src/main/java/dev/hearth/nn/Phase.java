package dev.hearth.nn;

/** What a pass is for. */
public enum Phase {
    /** Dropout drops, batch norm uses the batch's figures and moves its running ones. */
    TRAINING,
    /** Dropout is still, batch norm uses its running figures. Chance may still be drawn. */
    TESTING,
    /**
     * Data-dependent initialisation: weighted sums set themselves from what flows through, layer by
     * layer; everything else computes, and keeps what it has.
     */
    INITIALIZING
}
