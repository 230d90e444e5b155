package dev.hearth.data;

import dev.hearth.tensor.Check;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The batches of an epoch, one after the other, for one thread. Each is valid until the next is
 * taken. What fails while reading an example is thrown by {@link #hasNext} or {@link #next} when its
 * batch is due.
 *
 * <p>Closing frees the threads at once; after the last batch they have gone already.
 */
public abstract class Batches implements Iterator<Batch>, Iterable<Batch>, AutoCloseable {

    Batches() {}

    /** Whether a batch is left. */
    @Override
    public abstract boolean hasNext();

    /**
     * Takes the next batch and gives the arrays of the one before back.
     *
     * @throws NoSuchElementException if none is left
     * @throws IllegalStateException if this was closed
     */
    @Override
    public abstract Batch next();

    /** Itself: it can be gone through once. */
    @Override
    public final Iterator<Batch> iterator() {
        return this;
    }

    /** Stops the threads and waits for them; harmless when done twice. */
    @Override
    public abstract void close();

    static NoSuchElementException exhausted(int batches) {
        return new NoSuchElementException(
                Check.message(
                        "Batches has one batch after the other until hasNext() is false",
                        "next() after all " + batches,
                        "Open another epoch"));
    }

    static IllegalStateException closed() {
        return new IllegalStateException(
                Check.message(
                        "Batches can be taken until close()",
                        "next() after it",
                        "Open the epoch again with from(batch)"));
    }
}
