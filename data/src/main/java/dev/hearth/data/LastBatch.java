package dev.hearth.data;

/** What becomes of the examples at an epoch's end that do not fill a batch. */
public enum LastBatch {
    /**
     * They are left out this time, and every shard has the same count of batches, so that workers who
     * average their gradients stay in step.
     */
    DROP,
    /** They come as a smaller batch. */
    KEEP
}
