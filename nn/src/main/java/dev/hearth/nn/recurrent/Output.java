package dev.hearth.nn.recurrent;

/** What of a sequence of states goes on. */
public enum Output {
    /** The last: a vector. */
    LAST,
    /** Each: a sequence. */
    EACH
}
