package dev.hearth.nn;

import dev.hearth.tensor.Check;
import dev.hearth.tensor.Tensor;

/**
 * The part of a batch that one of several workers computes.
 *
 * @param first index of its first example in the whole batch
 * @param examples of the whole batch; 0 where there is one worker
 * @param sum over all workers, for statistics over the whole batch; null where they are over the part
 * @param joined how many batches of as many examples an input has, one after the other
 */
record BatchShard(int rank, int workers, long first, long examples, WorkerSum sum, int joined) {

    static final BatchShard WHOLE = new BatchShard(0, 1, 0, 0, null, 1);

    BatchShard of(int worker, int count, long firstExample, long all) {
        return new BatchShard(worker, count, firstExample, all, sum, joined);
    }

    BatchShard over(WorkerSum all) {
        return new BatchShard(rank, workers, first, examples, all, joined);
    }

    BatchShard join(int batches) {
        return new BatchShard(rank, workers, first, examples, sum, batches);
    }

    private boolean isWhole() {
        return examples == 0;
    }

    /** In the whole batch. */
    long example(long index, long own) {
        if (isWhole()) {
            return index;
        }
        long each = own / joined;
        return index / each * examples + first + index % each;
    }

    long draws(long own) {
        if (isWhole()) {
            return own;
        }
        if (own > joined * (examples - first)) {
            throw Check.error(
                    "A shard that begins at example "
                            + first
                            + " of "
                            + examples
                            + " needs at most "
                            + joined * (examples - first)
                            + " examples",
                    own,
                    "Give the worker's own examples, or another shard");
        }
        return joined * examples;
    }

    Tensor rows(Tensor drawn, int dimension, long own) {
        if (isWhole()) {
            return drawn;
        }
        Tensor[] parts = new Tensor[joined];
        for (int i = 0; i < joined; i++) {
            parts[i] = drawn.narrow(dimension, i * examples + first, own / joined);
        }
        return joined == 1 ? parts[0] : Tensor.concat(dimension, parts);
    }

    /** How many numbers of each feature all workers have. */
    double count(Tensor x) {
        return (double) x.count() / x.size(0) / x.size(1) * joined * examples;
    }

    /** Over all workers. */
    Tensor mean(Tensor x, long... over) {
        double share = x.size(0) / ((double) joined * examples);
        return sum.of(x.sum(Tensor.Keep.DIMENSIONS, over), share).mul(1 / count(x));
    }
}
