package dev.hearth.train;

import java.util.List;

/**
 * How the workers of one run exchange numbers. Every worker calls the same methods in the same order. A
 * sum is taken in the order of ranks, ((x₀ + x₁) + x₂) + …, whichever worker's numbers arrive first and
 * however they are divided, so all workers get the same bits, in every run with as many workers.
 *
 * <p>A worker that has ended or is silent for longer than a deadline ends the others' calls with a {@link
 * WorkerLostException}; after that, nothing can be exchanged any more.
 */
public interface Exchange extends AutoCloseable {

    /** A single worker. */
    Exchange ALONE = new SingleWorker();

    /** This worker's number, from 0. */
    int rank();

    /** How many there are. */
    int workers();

    /**
     * Replaces numbers by their sums over all workers.
     *
     * @param values as many on each worker
     */
    void sum(float[] values);

    /**
     * Hands a message of worker 0 to all. The others wait for it as long as worker 0 lives.
     *
     * @param message ignored unless the rank is 0
     * @return what worker 0 has given
     */
    byte[] fromFirst(byte[] message);

    /**
     * Hands each worker's message to all.
     *
     * @return by rank
     */
    List<byte[]> gather(byte[] message);

    /**
     * Says that this worker cannot go on, so that the others end too.
     *
     * @param why for their messages
     */
    void fail(String why);

    /** Waits until the others are done with the exchange too, or have ended. */
    @Override
    void close();
}
