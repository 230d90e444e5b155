package dev.hearth.train.recipe;

/** Over which examples batch normalisation takes its means and variances where several workers share a batch. */
public enum BatchStatistics {
    /** Each worker over its own examples: nothing is exchanged, and the net is not quite that of one worker. */
    LOCAL,
    /** Over the examples of all workers, which exchange two numbers a channel, forward and backward. */
    SYNCHRONISED
}
