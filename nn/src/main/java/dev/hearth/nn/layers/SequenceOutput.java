package dev.hearth.nn.layers;

/** What of a sequence of states goes on. */
public enum SequenceOutput {
    /** The last: a vector. */
    LAST,
    /** Each: a sequence. */
    EACH
}
