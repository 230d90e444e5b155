package dev.hearth.data;

import dev.hearth.tensor.Check;

/**
 * One worker's part of every batch: of a batch of {@code n} examples worker {@code rank} takes the
 * consecutive ones from {@code ⌊rank·n/of⌋} to below {@code ⌊(rank + 1)·n/of⌋}. The shards of all ranks
 * together are the batch, each example once and in order, so an example's index in the whole batch is
 * its index in the shard plus {@link #first}.
 */
public record Shard(int rank, int of) {

    /** Everything: the shard of a single worker. */
    public static final Shard WHOLE = new Shard(0, 1);

    /** Refuses a rank that is not below the count of workers. */
    public Shard {
        if (of < 1 || rank < 0 || rank >= of) {
            throw Check.error(
                    "Shard needs 0 ≤ rank < of",
                    "rank=" + rank + ", of=" + of,
                    "Number the workers from 0");
        }
    }

    /**
     * The index in the whole batch of this shard's first example.
     *
     * @param size examples in the whole batch
     */
    public int first(int size) {
        return start(rank, size);
    }

    /**
     * The count of this shard's examples.
     *
     * @param size examples in the whole batch
     */
    public int count(int size) {
        return start(rank + 1, size) - start(rank, size);
    }

    private int start(int of, int size) {
        return (int) ((long) of * size / this.of);
    }
}
