package dev.hearth.nn.layers;

/** What is learned for the length g of a normalised weight. */
public enum GainMode {
    /** g itself, of either sign. */
    PLAIN,
    /** s, with g = eˢ, or e to the s times a scale (Salimans and Kingma 2016, §2: tried there, and no better). */
    EXPONENTIAL
}
