package dev.hearth.serve;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Questions that wait, up to a bound, and how batches are taken from them: the first question of a batch
 * waits for others only while some are on their way, and no longer than the limit says.
 */
final class QuestionQueue<I, O> {

    private static final long SLICE = TimeUnit.MICROSECONDS.toNanos(500);

    private final Batcher.Limits limits;
    private final IntSupplier coming;
    private final ArrayBlockingQueue<Question<I, O>> queue;
    private volatile boolean closed;

    /**
     * An empty one.
     *
     * @param coming questions that are on their way here
     */
    QuestionQueue(Batcher.Limits limits, IntSupplier coming) {
        this.limits = limits;
        this.coming = coming;
        this.queue = new ArrayBlockingQueue<>(limits.waiting());
    }

    /** Takes a question in, or refuses it with {@link RejectedExecutionException}. */
    void add(Question<I, O> question) {
        if (closed || !queue.offer(question)) {
            throw new RejectedExecutionException(
                    closed ? "it is closing" : limits.waiting() + " wait already");
        }
        if (closed && queue.remove(question)) {
            throw new RejectedExecutionException("it is closing");
        }
    }

    int size() {
        return queue.size();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Takes no more in; what waits can still be taken out. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends a wait for a first question. */
    void wake() {
        queue.offer(Question.none());
    }

    /**
     * Waits a while for a first question, and for more while they are coming.
     *
     * @param batch empty; what has been taken stands in it whatever happens
     * @param most in a batch, beside the limit
     * @param threads that take batches from here, each its part of what waits
     * @param isAlone whether none of several threads computes: then nothing is gained by waiting
     */
    void fill(List<Question<I, O>> batch, int most, int threads, BooleanSupplier isAlone)
            throws InterruptedException {
        take(queue.poll(closed ? 1 : 100, TimeUnit.MILLISECONDS), batch);
        if (batch.isEmpty()) {
            return;
        }
        long until = System.nanoTime() + limits.linger().toNanos();
        while (batch.size() < Math.min(limits.batch(), most)) {
            int waiting = queue.size();
            int part = (batch.size() + waiting + threads - 1) / threads;
            if (waiting > 0 && batch.size() >= part) {
                return;
            }
            Question<I, O> next = queue.poll();
            long left = until - System.nanoTime();
            if (next == null
                    && (closed || left <= 0 || isAlone.getAsBoolean() || coming.getAsInt() <= 0)) {
                return;
            }
            take(
                    next != null ? next : queue.poll(Math.min(left, SLICE), TimeUnit.NANOSECONDS),
                    batch);
        }
    }

    private static <I, O> void take(Question<I, O> question, List<Question<I, O>> batch) {
        if (question != null && question.isWanted()) {
            batch.add(question);
        }
    }

    /** Lets go of questions that nobody waits for any more, or of all where it is closed. */
    void drop() {
        queue.removeIf(question -> !question.isWanted());
        if (closed) {
            for (Question<I, O> left = queue.poll(); left != null; left = queue.poll()) {
                left.refuse();
            }
        }
    }
}
