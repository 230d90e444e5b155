package dev.hearth.serve;

import java.util.List;

/**
 * What answers batches. It is opened, used and closed on one thread, so that it may own a scope and
 * what lives in it, unless it {@linkplain #isShared() says} that others may use it too.
 *
 * <pre>{@code
 * Worker<String, Integer> lengths = inputs -> inputs.stream().map(String::length).toList();
 * }</pre>
 *
 * @param <I> what is asked
 * @param <O> what is answered
 */
@FunctionalInterface
public interface Worker<I, O> extends AutoCloseable {

    /**
     * Answers several at once.
     *
     * @param inputs one or more, no more than the batcher's limit
     * @return as many answers, in the same order
     */
    List<O> answer(List<I> inputs);

    /**
     * Inputs at once at most, beside the batcher's own limit.
     *
     * @return 1 or more; any number unless it says otherwise
     */
    default int most() {
        return Integer.MAX_VALUE;
    }

    /**
     * Whether several threads may ask it at the same time, none of which needs to have opened it.
     *
     * @return false unless it says otherwise
     */
    default boolean isShared() {
        return false;
    }

    /**
     * Batches that it computes at the same time on several threads, where it {@linkplain #isShared is
     * shared}; more than one pays where one leaves processors idle.
     *
     * @return 1 or more; 1 unless it says otherwise
     */
    default int runs() {
        return 1;
    }

    /** Lets go of what it owns; nothing unless it says otherwise. */
    @Override
    default void close() {}
}
