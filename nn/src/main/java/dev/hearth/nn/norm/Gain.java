package dev.hearth.nn.norm;

/** What is learned for the length g of a normalised weight. */
public enum Gain {
    /** g itself, of either sign. */
    PLAIN,
    /** s, with g = eˢ (Salimans and Kingma 2016, §2: tried there, and no better). */
    EXPONENTIAL
}
