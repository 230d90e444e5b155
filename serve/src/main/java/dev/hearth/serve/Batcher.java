package dev.hearth.serve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Joins questions from many threads into batches for one worker on a thread of its own. The first
 * question of a batch waits for others no longer than it is told to; what waits is bounded, and more is
 * refused at once. Where a batch fails, its questions are asked again one by one, so that a bad one
 * spoils no other.
 *
 * <pre>{@code
 * static int ask(String word) throws Exception {
 *     Worker<String, Integer> lengths = words -> words.stream().map(String::length).toList();
 *     try (Batcher<String, Integer> batcher = new Batcher<>(() -> lengths, Batcher.Limits.usual())) {
 *         return batcher.ask(word).get();
 *     }
 * }
 * }</pre>
 *
 * @param <I> what is asked
 * @param <O> what is answered
 */
public final class Batcher<I, O> implements AutoCloseable {

    /**
     * How many, and how long.
     *
     * @param batch questions at once, 1 or more
     * @param linger how long the first waits for others; zero takes what is there
     * @param waiting questions that may wait, 1 or more
     */
    public record Limits(int batch, Duration linger, int waiting) {

        /** Refuses what cannot be. */
        public Limits {
            if (batch < 1 || waiting < 1 || linger.isNegative()) {
                throw new IllegalArgumentException(
                        "Batcher needs a batch and a queue of at least 1 and a time of at least 0."
                                + " Received: batch="
                                + batch
                                + ", linger="
                                + linger.toMillis()
                                + " ms, waiting="
                                + waiting
                                + ". Use 8, 5 ms and 256.");
            }
        }

        /**
         * Eight at once, 5 ms, 256.
         *
         * @return usual limits
         */
        public static Limits usual() {
            return new Limits(8, Duration.ofMillis(5), 256);
        }
    }

    private record Question<I, O>(I input, CompletableFuture<O> answer) {}

    private final Limits limits;
    private final ArrayBlockingQueue<Question<I, O>> queue;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final LongAdder batches = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final Thread thread;
    private volatile boolean closing;

    /**
     * Opens the worker on a thread of its own, and waits until it is open.
     *
     * @param opening makes the worker, on the thread that will use it
     * @param limits how many, and how long
     * @throws RuntimeException what the opening threw
     */
    public Batcher(Supplier<? extends Worker<I, O>> opening, Limits limits) {
        this.limits = limits;
        this.queue = new ArrayBlockingQueue<>(limits.waiting());
        this.thread = new Thread(() -> live(opening), "hearth-batcher");
        thread.setDaemon(true);
        thread.start();
        try {
            opened.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException one ? one : failure;
        }
    }

    /**
     * Asks, and does not wait.
     *
     * @param input the question
     * @return its answer, when there is one, or what the worker threw
     * @throws RejectedExecutionException if too many wait already, or it is closing
     */
    public CompletableFuture<O> ask(I input) {
        Question<I, O> question = new Question<>(input, new CompletableFuture<>());
        if (closing || !queue.offer(question)) {
            throw new RejectedExecutionException(
                    closing ? "it is closing" : limits.waiting() + " wait already");
        }
        if (closing && queue.remove(question)) {
            throw new RejectedExecutionException("it is closing");
        }
        return question.answer();
    }

    /**
     * Questions that wait.
     *
     * @return how many, about
     */
    public int waiting() {
        return queue.size();
    }

    /**
     * Batches that were given to the worker.
     *
     * @return how many so far
     */
    public long batches() {
        return batches.sum();
    }

    /**
     * Questions that were answered.
     *
     * @return how many so far
     */
    public long answered() {
        return answered.sum();
    }

    private void live(Supplier<? extends Worker<I, O>> opening) {
        try (Worker<I, O> worker = opening.get()) {
            opened.complete(null);
            while (!closing || !queue.isEmpty()) {
                List<Question<I, O>> batch = gather();
                if (!batch.isEmpty()) {
                    serve(worker, batch);
                }
            }
        } catch (Throwable failure) {
            opened.completeExceptionally(failure);
        } finally {
            closing = true;
            for (Question<I, O> left = queue.poll(); left != null; left = queue.poll()) {
                left.answer()
                        .completeExceptionally(new RejectedExecutionException("it has closed"));
            }
        }
    }

    /** Waits for a first, and a little for more. */
    private List<Question<I, O>> gather() {
        List<Question<I, O>> batch = new ArrayList<>(limits.batch());
        try {
            Question<I, O> first = queue.poll(100, TimeUnit.MILLISECONDS);
            if (first == null) {
                return batch;
            }
            batch.add(first);
            long until = System.nanoTime() + limits.linger().toNanos();
            while (batch.size() < limits.batch()) {
                Question<I, O> next =
                        queue.poll(
                                closing ? 0 : Math.max(0, until - System.nanoTime()),
                                TimeUnit.NANOSECONDS);
                if (next == null) {
                    break;
                }
                batch.add(next);
            }
        } catch (InterruptedException interrupted) {
            closing = true;
        }
        return batch;
    }

    private void serve(Worker<I, O> worker, List<Question<I, O>> batch) {
        batches.increment();
        try {
            List<O> answers = worker.answer(batch.stream().map(Question::input).toList());
            if (answers.size() != batch.size()) {
                throw new IllegalStateException(
                        batch.size() + " questions, " + answers.size() + " answers");
            }
            // Counted first, so that who has an answer finds it counted.
            answered.add(batch.size());
            for (int i = 0; i < answers.size(); i++) {
                batch.get(i).answer().complete(answers.get(i));
            }
        } catch (RuntimeException failure) {
            if (batch.size() == 1) {
                batch.get(0).answer().completeExceptionally(failure);
            } else {
                batch.forEach(one -> serve(worker, List.of(one)));
            }
        }
    }

    /** Takes no more, answers what waits, and closes the worker. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for an answer and throws what the worker threw.
     *
     * @param answer one that was asked for
     * @return it
     */
    static <O> O await(CompletableFuture<O> answer) {
        try {
            return answer.get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException one
                    ? one
                    : new IllegalStateException(failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("it is closing");
        }
    }
}
