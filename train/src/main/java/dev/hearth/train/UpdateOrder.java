package dev.hearth.train;

/** When participants who learn from one another follow their gradients. */
public enum UpdateOrder {
    /** One after the other: each sees what the one before has just learned (algorithm 1 of the GAN paper). */
    ALTERNATING,
    /** At once: all gradients are taken at the same parameters, of the same examples, then all are followed (the GAN paper's code). */
    SIMULTANEOUS
}
