package dev.hearth.serve;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;

/**
 * Calls to a worker, which may come from several threads. One of them owns it: it opens the worker and shuts
 * it, once no other computes. Every call is timed.
 */
final class WorkerCalls<I, O> {

    private final SupervisedWorker<I, O> supervised;
    private final BatchTimes times = new BatchTimes();

    /** Other threads that compute read, and who shuts the worker writes. */
    private final ReadWriteLock using = new ReentrantReadWriteLock();

    private volatile boolean shutting;

    /** Threads that compute, since when by {@link System#nanoTime}. */
    private final Map<Thread, Long> callers = new ConcurrentHashMap<>();

    WorkerCalls(SupervisedWorker<I, O> supervised) {
        this.supervised = supervised;
    }

    BatchTimes times() {
        return times;
    }

    /** Answers on the owner's thread. */
    List<O> byOwner(List<I> inputs) {
        return timed(inputs);
    }

    /** Answers on another thread, without waiting; empty where the worker is shut or not shared. */
    Optional<List<O>> byOther(List<I> inputs) {
        if (shutting || !using.readLock().tryLock()) {
            return Optional.empty();
        }
        try {
            return supervised.isOpen() && supervised.worker().isShared()
                    ? Optional.of(timed(inputs))
                    : Optional.empty();
        } finally {
            using.readLock().unlock();
        }
    }

    private List<O> timed(List<I> inputs) {
        times.begun();
        long begun = System.nanoTime();
        callers.put(Thread.currentThread(), begun);
        try {
            List<O> answers = supervised.worker().answer(inputs);
            if (answers.size() != inputs.size()) {
                throw new IllegalStateException(
                        inputs.size() + " questions, " + answers.size() + " answers");
            }
            // Counted first, so that who has an answer finds it counted.
            times.answered(inputs.size(), System.nanoTime() - begun);
            return answers;
        } finally {
            callers.remove(Thread.currentThread());
        }
    }

    /** Whether a call of one of these threads takes longer than that. */
    boolean isStuck(Predicate<Thread> whose, Duration longest) {
        long now = System.nanoTime();
        return callers.entrySet().stream()
                .anyMatch(
                        call ->
                                now - call.getValue() > longest.toNanos()
                                        && whose.test(call.getKey()));
    }

    /** Shuts the worker once no other thread computes, on the owner's thread. */
    void shut() {
        shutting = true;
        using.writeLock().lock();
        try {
            supervised.shut();
        } finally {
            using.writeLock().unlock();
            shutting = false;
        }
    }
}
