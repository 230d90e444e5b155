package dev.hearth.serve;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Joins questions from many threads into batches for one worker on a thread of its own. What waits is
 * bounded, and more is refused at once. The first question of a batch waits for others only while
 * others are known to be on their way, and no longer than it is told to.
 *
 * <p>A worker that computes {@linkplain Worker#runs several batches at a time} is asked by as many
 * threads. Each takes its part of what waits, and a batch waits for others only while another one is
 * being computed.
 *
 * <p>Every question gets an answer or a failure. Where a batch fails, its questions are asked again one
 * by one, so that a bad one spoils no other. A worker that threw an {@link Error} is closed and opened
 * anew; where it cannot be opened, that is tried again, less and less often up to every ten seconds.
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
     * @param linger how long the first waits for others at most
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

    /**
     * What has been done so far.
     *
     * @param batches given to the worker
     * @param answered questions
     * @param reopened how often the worker was opened anew
     * @param nanoseconds that the worker computed
     */
    public record Counts(long batches, long answered, long reopened, long nanoseconds) {}

    private final QuestionQueue<I, O> queue;
    private final SupervisedWorker<I, O> supervised;
    private final WorkerCalls<I, O> calls;
    private final BatchThreads<I, O> threads;

    /**
     * Opens the worker on a thread of its own, and waits until it is open. Others are taken to be on
     * their way always.
     *
     * @param opening makes the worker, on the thread that will use it, now and after an error
     * @param limits how many, and how long
     * @throws RuntimeException what the opening threw
     */
    public Batcher(Supplier<? extends Worker<I, O>> opening, Limits limits) {
        this(opening, limits, () -> 1);
    }

    /**
     * Opens the worker on a thread of its own, and waits until it is open.
     *
     * @param opening makes the worker, on the thread that will use it, now and after an error
     * @param limits how many, and how long
     * @param coming how many questions are on their way and not asked yet; a batch waits for others only
     *     while there are any
     * @throws RuntimeException what the opening threw
     */
    public Batcher(Supplier<? extends Worker<I, O>> opening, Limits limits, IntSupplier coming) {
        this.queue = new QuestionQueue<>(limits, coming);
        this.supervised = new SupervisedWorker<>(opening);
        this.calls = new WorkerCalls<>(supervised);
        this.threads = new BatchThreads<>(queue, supervised, calls);
        threads.start();
    }

    /**
     * Asks, and does not wait. Who no longer wants the answer completes the future, and the question is
     * left out.
     *
     * @param input the question
     * @return its answer, when there is one, or what the worker threw
     * @throws RejectedExecutionException if too many wait already, or it is closing
     */
    public CompletableFuture<O> ask(I input) {
        Question<I, O> question = Question.of(input);
        queue.add(question);
        return question.answer();
    }

    /**
     * Answers on the calling thread, where the worker is shared, nobody waits, and it will not take long:
     * handing a question to another thread takes longer than many a small net.
     *
     * @param inputs the questions, one or more
     * @param longest that they may take together, by what questions took of late
     * @return their answers; empty where they are to be {@linkplain #ask asked}, also because one failed
     */
    public Optional<List<O>> answer(List<I> inputs, Duration longest) {
        if (within(longest) < inputs.size()) {
            return Optional.empty();
        }
        try {
            return calls.byOther(inputs);
        } catch (RuntimeException | Error failure) {
            // Asked again on the worker's own thread, where failures are dealt with.
            return Optional.empty();
        }
    }

    /** How many questions take no longer than so together, of late; 0 where others wait. */
    int within(Duration longest) {
        double each = calls.times().each();
        return each > 0 && !queue.isClosed() && queue.isEmpty()
                ? (int) (longest.toNanos() / each)
                : 0;
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
     * What has been done so far.
     *
     * @return counts
     */
    public Counts counts() {
        return calls.times().counts(supervised.reopened());
    }

    /**
     * Whether a question would be taken and worked on.
     *
     * @return true while the worker is open and nobody closes it
     */
    public boolean isReady() {
        return supervised.isOpen() && !queue.isClosed() && threads.isAlive();
    }

    /**
     * Whether it gets on.
     *
     * @param longest that a batch may take
     * @return false where a batch takes longer, or the worker could not be opened again for as long, or
     *     the thread has ended without being told to
     */
    public boolean isLive(Duration longest) {
        return queue.isClosed()
                || !calls.isStuck(thread -> true, longest)
                        && !supervised.isShut(longest)
                        && threads.isAlive();
    }

    /** Whether one of these threads has been computing for longer than that. */
    boolean isStuck(Predicate<Thread> whose, Duration longest) {
        return calls.isStuck(whose, longest);
    }

    /**
     * How long a question takes, of late, while every thread computes.
     *
     * @return nanoseconds; 0 while too few have been answered to tell
     */
    public double nanosecondsEach() {
        return calls.times().each() / threads.count();
    }

    /** Takes no more, answers what waits, and closes the worker. */
    @Override
    public void close() {
        close(Duration.ofDays(1));
    }

    /**
     * Takes no more, answers what waits, and closes the worker.
     *
     * @param longest to wait for that; what is not answered then is refused
     * @return whether the worker has been closed
     */
    public boolean close(Duration longest) {
        queue.close();
        threads.join(longest);
        threads.drop();
        return !threads.isAlive();
    }
}
