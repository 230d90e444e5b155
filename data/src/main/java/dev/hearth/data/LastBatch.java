package dev.hearth.data;

/** What becomes of the examples at an epoch's end that do not fill a batch. */
public enum LastBatch {
    /** They are left out of this epoch, so that every shard has the same count of batches. */
    DROP,
    /** They make a smaller batch, which a shard without an example of it does not have. */
    KEEP
}
