package dev.hearth.data;

/** The order in which an epoch goes through a data set. */
public enum Order {
    /** A new permutation each epoch, as in training. */
    SHUFFLED,
    /** As stored, the same each epoch, as in testing. */
    AS_STORED
}
