package dev.hearth.data;

import dev.hearth.tensor.Seed;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Which examples make which batch of one epoch, and how each is treated. Shared by all threads. */
final class BatchPlan {

    private final Dataset dataset;
    private final Optional<Augmentation> augment;
    private final int batch;
    private final Shard shard;
    private final Seed chance;
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
        this.chance = seed.child("augment").child(epoch);
        this.epoch = epoch;
        this.places = places;
        this.pixels = augment.map(letter -> letter.out(dataset.pixels())).orElse(dataset.pixels());
    }

    int batches() {
        return (places.length + batch - 1) / batch;
    }

    int epoch() {
        return epoch;
    }

    Room room() {
        return new Room(new float[batch * pixels.count()], new int[batch]);
    }

    Filler filler() {
        return new Filler();
    }

    Batch batch(int index, Room room) {
        int count = Math.min(batch, places.length - index * batch);
        return new Batch(room.images(), room.labels(), count, pixels);
    }

    /** The arrays of one batch, filled again and again. */
    record Room(float[] images, int[] labels) {}

    /** Fills batches on one thread, with the buffers of that thread. */
    final class Filler {

        private final Optional<Transform> augmenter =
                augment.map(letter -> letter.build(dataset.pixels()));
        private final float[] raw = new float[augment.isPresent() ? dataset.pixels().count() : 0];

        /** Fills a room with a batch unless told to stop, which it asks before each example. */
        void fill(int index, Room room, BooleanSupplier stop) {
            int values = pixels.count();
            int first = index * batch;
            int end = Math.min(first + batch, places.length);
            for (int i = first; i < end && !stop.getAsBoolean(); i++) {
                int place = places[i];
                int to = (i - first) * values;
                room.labels()[i - first] = dataset.label(place);
                if (augmenter.isPresent()) {
                    dataset.read(place, raw, 0);
                    Seed seed = chance.child(shard.position(i));
                    augmenter.get().apply(raw, 0, room.images(), to, seed.stream());
                } else {
                    dataset.read(place, room.images(), to);
                }
            }
        }
    }
}
