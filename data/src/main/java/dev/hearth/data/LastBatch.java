package dev.hearth.data;

/** What becomes of the examples at an epoch's end that do not fill a batch. */
public enum LastBatch {
    /**
     * They are left out of this epoch, and every shard has the same count of batches, so that workers that
     * average their gradients stay in step.
     */
    DROP,
    /** They make a smaller batch. */
    KEEP
}
