package dev.hearth.data;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Which examples make which batch of one epoch, and how each is treated. Shared by all threads. */
final class BatchPlan {

    private final Dataset dataset;
    private final Optional<Augmentation> augment;
    private final int batch;
    private final Shard shard;
    private final Seed seed;
    private final int epoch;
    private final int[] places;
    private final ImageShape pixels;

    BatchPlan(
            Dataset dataset,
            Optional<Augmentation> augment,
            int batch,
            Shard shard,
            Seed seed,
            int epoch,
            int[] places) {
        this.dataset = dataset;
        this.augment = augment;
        this.batch = batch;
        this.shard = shard;
        this.seed = seed.child("augment").child(epoch);
        this.epoch = epoch;
        this.places = places;
        this.pixels = augment.map(each -> each.out(dataset.pixels())).orElse(dataset.pixels());
    }

    int batches() {
        return places.length / batch + (shard.count(places.length % batch) > 0 ? 1 : 0);
    }

    int epoch() {
        return epoch;
    }

    Buffers buffers() {
        int most = shard.count(batch);
        return new Buffers(new float[most * pixels.count()], new int[most]);
    }

    Filler filler() {
        return new Filler();
    }

    Batch batch(int index, Buffers buffers) {
        return new Batch(buffers.images(), buffers.labels(), shard.count(whole(index)), pixels);
    }

    /** Examples of all shards in a batch. */
    private int whole(int index) {
        return Math.min(batch, places.length - index * batch);
    }

    /** The arrays of one batch, filled again and again. */
    record Buffers(float[] images, int[] labels) {}

    /** The random crop with which the augmentation begins, if it begins with one. */
    private Optional<RandomCrop> crop() {
        Augmentation first = augment.orElse(null);
        if (first instanceof Chain chain && !chain.links().isEmpty()) {
            first = chain.links().get(0);
        }
        return first instanceof RandomCrop crop ? Optional.of(crop) : Optional.empty();
    }

    /** What follows the crop. */
    private Augmentation rest() {
        return augment.orElseThrow() instanceof Chain chain
                ? new Chain(chain.links().subList(1, chain.links().size()))
                : new Chain();
    }

    /** Fills batches on one thread, with the buffers of that thread. */
    final class Filler {

        private final Optional<Transform> augmenter =
                augment.map(each -> each.build(dataset.pixels()));
        private final Optional<RandomCrop> crop = crop();
        private final Optional<Transform> afterCrop =
                crop.map(each -> rest().build(each.out(dataset.pixels())));
        private final float[] raw = new float[rawValues()];

        private int rawValues() {
            int whole = augment.isPresent() ? dataset.pixels().count() : 0;
            return Math.max(whole, crop.map(each -> each.out(dataset.pixels()).count()).orElse(0));
        }

        /** Fills buffers with a batch unless told to stop, which it asks before each example. */
        void fill(int index, Buffers buffers, BooleanSupplier stop) {
            int values = pixels.count();
            int first = index * batch + shard.first(whole(index));
            int end = first + shard.count(whole(index));
            for (int i = first; i < end && !stop.getAsBoolean(); i++) {
                int place = places[i];
                int to = (i - first) * values;
                buffers.labels()[i - first] = dataset.label(place);
                if (augmenter.isEmpty()) {
                    dataset.read(place, buffers.images(), to);
                    continue;
                }
                RandomStream random = BatchPlan.this.seed.child(i).stream();
                if (crop.isPresent() && dataset.readCrop(place, crop.get(), random, raw, 0)) {
                    afterCrop.orElseThrow().apply(raw, 0, buffers.images(), to, random);
                } else {
                    dataset.read(place, raw, 0);
                    augmenter.get().apply(raw, 0, buffers.images(), to, random);
                }
            }
        }
    }
}
