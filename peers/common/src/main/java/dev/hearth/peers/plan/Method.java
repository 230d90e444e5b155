package dev.hearth.peers.plan;

/** How weights follow their gradients. */
public enum Method {
    /** w ← w − rate·g. */
    SGD,
    /** m ← momentum·m + g, w ← w − rate·m. */
    MOMENTUM,
    /** Kingma and Ba 2015, with 0.9, 0.999 and 1e-8. */
    ADAM
}
