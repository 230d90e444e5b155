package dev.hearth.data;

import dev.hearth.tensor.Check;

/**
 * One worker's part of every epoch: of the epoch's order it takes the positions {@code rank, rank +
 * of, rank + 2·of, …}. The shards of all ranks together are the whole order, each position once, so
 * {@code of} workers with batches of {@code n} see what one worker with batches of {@code of × n} sees.
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
     * The count of examples in this shard.
     *
     * @param size examples in the data set
     */
    public int count(int size) {
        return (size - rank + of - 1) / of;
    }

    /**
     * The position of an example of this shard in the order of the whole epoch.
     *
     * @param index from 0, below {@link #count}
     */
    public int position(int index) {
        return rank + index * of;
    }
}
