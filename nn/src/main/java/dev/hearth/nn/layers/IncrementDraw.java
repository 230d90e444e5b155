package dev.hearth.nn.layers;

/** How fractional max-pooling draws the increments from region to region (Graham 2014, §2). */
public enum IncrementDraw {
    /** The right numbers of ones and twos in random order. */
    RANDOM,
    /** ⌈α(i + u)⌉ with one random u: as regular as whole numbers can be. */
    PSEUDORANDOM
}
