package dev.hearth.nn.layers;

/** Which states of a sequence are the output. */
public enum SequenceOutput {
    /** The last: a vector. */
    LAST,
    /** Each: a sequence. */
    EACH
}
