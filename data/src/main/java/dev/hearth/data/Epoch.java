package dev.hearth.data;

import dev.hearth.tensor.Check;

/** One way through a loader's data, from a batch on: nothing is read before {@link #open}. */
public final class Epoch {

    private final Loader loader;
    private final int number;
    private final int first;

    Epoch(Loader loader, int number, int first) {
        if (number < 0) {
            throw Check.error("Epoch needs a number from 0", number, "Count epochs from 0");
        }
        this.loader = loader;
        this.number = number;
        this.first = first;
    }

    /**
     * The same epoch without its first batches; the others are what they would have been.
     *
     * @param batch the first batch to deliver, from 0, at most the epoch's count of batches
     * @throws IllegalArgumentException if the epoch has fewer batches
     */
    public Epoch from(int batch) {
        if (batch < 0 || batch > loader.batches()) {
            throw Check.error(
                    "Epoch of "
                            + loader.batches()
                            + " batches can begin at 0 to "
                            + loader.batches(),
                    batch,
                    "Resume with the batch size that the run began with");
        }
        return new Epoch(loader, number, batch);
    }

    /** Starts the threads. */
    public Batches open() {
        BatchPlan plan = loader.plan(number);
        return loader.threads() == 0
                ? new SynchronousBatches(plan, first)
                : new PrefetchedBatches(plan, first, loader.threads());
    }
}
