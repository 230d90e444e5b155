package dev.hearth.data;

import dev.hearth.tensor.Check;
import dev.hearth.tensor.Seed;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes batches of a data set: orders, reads, augments, on worker threads or on the caller's.
 *
 * <p>Batches do not depend on the count of threads. The order of epoch e is the permutation
 * drawn from {@code seed.child("order").child(e)}; the example at position p of that order is
 * augmented with random numbers from {@code seed.child("augment").child(e).child(p)}, whatever was drawn
 * before and on whichever {@link Shard} it falls. So a run can resume in the middle of an epoch.
 *
 * <pre>{@code
 * static double meanOf(Dataset training) {
 *     Loader loader = new Loader(training, 64, new Seed(1)).threads(2);
 *     double sum = 0;
 *     try (Batches batches = loader.epoch(0).from(3).open()) {
 *         for (Batch batch : batches) {
 *             for (int i = 0; i < batch.count() * batch.pixels().count(); i++) {
 *                 sum += batch.images()[i];
 *             }
 *         }
 *     }
 *     return sum / training.size() / training.pixels().count();
 * }
 * }</pre>
 */
public final class Loader {

    private final Dataset dataset;
    private final Optional<Augmentation> augment;
    private final int batch;
    private final Order order;
    private final LastBatch last;
    private final Shard shard;
    private final Seed seed;
    private final int threads;
    private final ImageShape pixels;

    private Loader(
            Dataset dataset,
            Optional<Augmentation> augment,
            int batch,
            Order order,
            LastBatch last,
            Shard shard,
            Seed seed,
            int threads) {
        this.dataset = Objects.requireNonNull(dataset, "dataset");
        this.augment = augment;
        this.batch = batch;
        this.order = Objects.requireNonNull(order, "order");
        this.last = Objects.requireNonNull(last, "last");
        this.shard = Objects.requireNonNull(shard, "shard");
        this.seed = Objects.requireNonNull(seed, "seed");
        this.threads = threads;
        this.pixels = augment.map(each -> each.out(dataset.pixels())).orElse(dataset.pixels());
        if (batch < 1 || threads < 0) {
            throw Check.error(
                    "Loader needs a batch of at least 1 and no negative count of threads",
                    "batch=" + batch + ", threads=" + threads,
                    "Use 0 threads to load on the caller's own");
        }
        if (batch < shard.of()) {
            throw Check.error(
                    "A batch needs an example for each of " + shard.of() + " workers",
                    "batch=" + batch,
                    "Use a larger batch or fewer workers");
        }
        if ((long) batch * pixels.count() > Integer.MAX_VALUE) {
            throw Check.error(
                    "A batch needs at most " + Integer.MAX_VALUE + " values",
                    batch + " examples of " + pixels.count() + " values each",
                    "Use a batch of " + Integer.MAX_VALUE / pixels.count() + " or fewer");
        }
    }

    /** A loader that shuffles, drops the last batch, augments nothing and has two threads. */
    public Loader(Dataset dataset, int batch, Seed seed) {
        this(
                dataset,
                Optional.empty(),
                batch,
                Order.SHUFFLED,
                LastBatch.DROP,
                Shard.WHOLE,
                seed,
                2);
    }

    /** A loader for measuring: all examples once, as they are stored, read by the thread that takes them. */
    public static Loader inOrder(Dataset dataset, int batch) {
        return new Loader(dataset, batch, new Seed(0))
                .order(Order.AS_STORED)
                .last(LastBatch.KEEP)
                .threads(0);
    }

    /** The same with every image treated. */
    public Loader augment(Augmentation augmentation) {
        return new Loader(
                dataset, Optional.of(augmentation), batch, order, last, shard, seed, threads);
    }

    /** The same in another order. */
    public Loader order(Order choice) {
        return new Loader(dataset, augment, batch, choice, last, shard, seed, threads);
    }

    /** The same with another end of the epoch. */
    public Loader last(LastBatch choice) {
        return new Loader(dataset, augment, batch, order, choice, shard, seed, threads);
    }

    /**
     * The same for one of several workers, which gets its part of each batch.
     *
     * @throws IllegalArgumentException if a batch has fewer examples than there are workers
     */
    public Loader shard(Shard part) {
        return new Loader(dataset, augment, batch, order, last, part, seed, threads);
    }

    /**
     * The same on another count of worker threads.
     *
     * @param count 0 loads on the thread that takes the batches
     */
    public Loader threads(int count) {
        return new Loader(dataset, augment, batch, order, last, shard, seed, count);
    }

    /** Examples in a full batch, those of all workers together. */
    public int batch() {
        return batch;
    }

    /** The extent of the images in its batches. */
    public ImageShape pixels() {
        return pixels;
    }

    /**
     * The count of batches in each epoch.
     *
     * @throws IllegalArgumentException if less than one batch is there and the last is dropped, or if batches
     *     need more memory than Java may use
     */
    public int batches() {
        int batches = counted();
        // As many buffers as PrefetchedBatches has, and the order of the examples.
        double buffers = Math.min(2 * threads + 1, batches);
        double numbers = buffers * shard.count(batch) * pixels.count() + 2.0 * dataset.size();
        JavaMemory.refuseAbove(
                "Loading batches of "
                        + batch
                        + " examples of "
                        + pixels
                        + " from "
                        + dataset.name(),
                Float.BYTES * numbers,
                "Use a batch of fewer examples, or fewer in all");
        return batches;
    }

    private int counted() {
        return switch (last) {
            case DROP -> {
                if (dataset.size() < batch) {
                    throw tooFew();
                }
                yield dataset.size() / batch;
            }
            case KEEP -> dataset.size() / batch + (shard.count(dataset.size() % batch) > 0 ? 1 : 0);
        };
    }

    private IllegalArgumentException tooFew() {
        int each = dataset.size();
        return Check.error(
                "A batch of "
                        + batch
                        + " needs as many examples, since what does not fill a batch is left out",
                each + " of " + dataset.name(),
                (each > 0 ? "Use a batch of " + each + " or fewer, or more" : "Use more")
                        + " examples");
    }

    /** One way through the data. */
    public Epoch epoch(int number) {
        return new Epoch(this, number, 0);
    }

    /** Everything that fills batches of one epoch; each caller takes a filler of its own. */
    BatchPlan plan(int epoch) {
        return new BatchPlan(dataset, augment, batch, shard, seed, epoch, places(epoch));
    }

    int threads() {
        return threads;
    }

    private int[] places(int epoch) {
        int size = dataset.size();
        int[] whole =
                switch (order) {
                    case SHUFFLED -> seed.child("order").child(epoch).stream().permutation(size);
                    case AS_STORED -> IntStream.range(0, size).toArray();
                };
        return last == LastBatch.DROP ? Arrays.copyOf(whole, batches() * batch) : whole;
    }
}
