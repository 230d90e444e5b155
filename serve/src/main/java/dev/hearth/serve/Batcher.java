package dev.hearth.serve;

// Above 400 lines, because the worker's thread and the threads that ask it are understood only
// together.

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntSupplier;
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

    private static final long SLICE = TimeUnit.MICROSECONDS.toNanos(500);
    private static final int WARM = 32;

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

    private record Question<I, O>(I input, CompletableFuture<O> answer) {}

    private record Failed<I, O>(List<Question<I, O>> batch, Optional<Throwable> failure) {}

    private final SupervisedWorker<I, O> supervised;
    private final Limits limits;
    private final IntSupplier coming;
    private final ArrayBlockingQueue<Question<I, O>> queue;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final LongAdder batches = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder nanoseconds = new LongAdder();
    private final Thread thread;

    /** Beside {@link #thread}, where the worker computes several batches at a time. */
    private final List<Thread> helpers = new CopyOnWriteArrayList<>();

    /** Batches that a helper could not answer, for {@link #thread}; without a failure if it was shut. */
    private final Queue<Failed<I, O>> failed = new ConcurrentLinkedQueue<>();

    /** Threads of this that compute a batch. */
    private final AtomicInteger computing = new AtomicInteger();

    private volatile boolean closing;

    /** Other threads that use the worker read, and who closes it writes. */
    private final ReadWriteLock using = new ReentrantReadWriteLock();

    /** Since when they do, in {@link System#nanoTime}. */
    private final Map<Thread, Long> callers = new ConcurrentHashMap<>();

    /** When the batch at work began, in {@link System#nanoTime}; 0 where none is. */
    private volatile long workingSince;

    /** Nanoseconds for a question, the last batch by a fifth; 0 while there is no telling. */
    private volatile double each;

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
        this.supervised = new SupervisedWorker<>(opening);
        this.limits = limits;
        this.coming = coming;
        this.queue = new ArrayBlockingQueue<>(limits.waiting());
        this.thread = new Thread(this::live, "hearth-batcher");
        thread.setDaemon(true);
        thread.start();
        try {
            opened.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException one) {
                throw one;
            } else if (failure.getCause() instanceof Error error) {
                throw error;
            }
            throw failure;
        }
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
     * Answers on the calling thread, where the worker is shared, nobody waits, and it will not take long:
     * handing a question to another thread takes longer than many a small net.
     *
     * @param input the question
     * @param longest that it may take, by what questions took of late
     * @return its answer; empty where it is to be {@linkplain #ask asked}, also because it failed
     */
    public Optional<O> answer(I input, Duration longest) {
        if (!isIdleWithin(longest) || !using.readLock().tryLock()) {
            return Optional.empty();
        }
        try {
            return supervised.isOpen() && supervised.worker().isShared()
                    ? Optional.of(shared(List.of(input)).get(0))
                    : Optional.empty();
        } catch (RuntimeException | Error failure) {
            // Asked again on the worker's own thread, where failures are dealt with.
            return Optional.empty();
        } finally {
            using.readLock().unlock();
        }
    }

    /** Answers on a thread that holds the lock for reading. */
    private List<O> shared(List<I> inputs) {
        long begun = System.nanoTime();
        callers.put(Thread.currentThread(), begun);
        try {
            List<O> answers = answered(inputs);
            batches.increment();
            answered.add(inputs.size());
            measure(System.nanoTime() - begun, inputs.size());
            return answers;
        } finally {
            callers.remove(Thread.currentThread());
        }
    }

    private List<O> answered(List<I> inputs) {
        List<O> answers = supervised.worker().answer(inputs);
        if (answers.size() != inputs.size()) {
            throw new IllegalStateException(
                    inputs.size() + " questions, " + answers.size() + " answers");
        }
        return answers;
    }

    /** Whether nobody waits, and a question takes no longer than so, of late. */
    boolean isIdleWithin(Duration longest) {
        double now = each;
        return now > 0 && now <= longest.toNanos() && !closing && queue.isEmpty();
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
        return new Counts(batches.sum(), answered.sum(), supervised.reopened(), nanoseconds.sum());
    }

    /**
     * Whether a question would be taken and worked on.
     *
     * @return true while the worker is open and nobody closes it
     */
    public boolean isReady() {
        return supervised.isOpen() && !closing && thread.isAlive();
    }

    /**
     * Whether it gets on.
     *
     * @param longest that a batch may take
     * @return false where a batch takes longer, or the worker could not be opened again for as long, or
     *     the thread has ended without being told to
     */
    public boolean isLive(Duration longest) {
        long since = workingSince;
        long now = System.nanoTime();
        boolean stuck =
                since != 0 && now - since > longest.toNanos()
                        || callers.values().stream().anyMatch(at -> now - at > longest.toNanos());
        return closing || !stuck && !supervised.isShut(longest) && thread.isAlive();
    }

    private void live() {
        try {
            supervised.open();
            for (int i = supervised.worker().isShared() ? supervised.worker().runs() : 1;
                    i > 1;
                    i--) {
                Thread helper = new Thread(this::help, "hearth-batcher-" + i);
                helper.setDaemon(true);
                helpers.add(helper);
            }
            helpers.forEach(Thread::start);
            opened.complete(null);
            while (!closing
                    || !queue.isEmpty()
                    || helpers.stream().anyMatch(Thread::isAlive)
                    || !failed.isEmpty()) {
                turn();
            }
        } catch (Throwable failure) {
            // Only of the first opening: a turn throws nothing.
            opened.completeExceptionally(failure);
        } finally {
            closing = true;
            shut();
            for (Question<I, O> left = queue.poll(); left != null; left = queue.poll()) {
                refuse(left);
            }
            refuseFailed();
        }
    }

    /** Once no other thread uses it. */
    private void shut() {
        using.writeLock().lock();
        try {
            supervised.shut();
        } finally {
            using.writeLock().unlock();
        }
    }

    /** Answers batches beside the thread that opened the worker, which deals with those that fail. */
    private void help() {
        while (!closing || !queue.isEmpty()) {
            List<Question<I, O>> batch = new ArrayList<>();
            try {
                if (supervised.isOpen()) {
                    gather(batch);
                } else {
                    TimeUnit.MILLISECONDS.sleep(10);
                }
                if (!batch.isEmpty()) {
                    help(batch);
                }
            } catch (InterruptedException interrupted) {
                closing = true;
            } catch (Throwable failure) {
                failed.add(new Failed<>(batch, Optional.of(failure)));
                // Taken by nobody, it ends the other's wait for a question.
                queue.offer(new Question<>(null, CompletableFuture.completedFuture(null)));
            }
        }
    }

    private void help(List<Question<I, O>> batch) {
        using.readLock().lock();
        computing.incrementAndGet();
        List<O> answers;
        try {
            if (!supervised.isOpen()) {
                failed.add(new Failed<>(batch, Optional.empty()));
                return;
            }
            answers = shared(batch.stream().map(Question::input).toList());
        } finally {
            computing.decrementAndGet();
            using.readLock().unlock();
        }
        complete(batch, answers);
    }

    private static <I, O> void complete(List<Question<I, O>> batch, List<O> answers) {
        for (int i = 0; i < answers.size(); i++) {
            batch.get(i).answer().complete(answers.get(i));
        }
    }

    private void turn() {
        List<Question<I, O>> batch = new ArrayList<>();
        try {
            if (!supervised.reopen()) {
                drop();
                TimeUnit.MILLISECONDS.sleep(10);
                return;
            }
            Failed<I, O> one = failed.poll();
            if (one != null) {
                batch.addAll(one.batch());
                one.failure()
                        .ifPresentOrElse(failure -> recover(batch, failure), () -> serve(batch));
                return;
            }
            gather(batch);
            if (!batch.isEmpty()) {
                serve(batch);
            }
        } catch (InterruptedException interrupted) {
            closing = true;
        } catch (Throwable failure) {
            // Memory for the batch itself, say. Nobody waits for ever.
            batch.forEach(one -> one.answer().completeExceptionally(failure));
        }
    }

    /** Waits for a first, and for more while they are coming. */
    private void gather(List<Question<I, O>> batch) throws InterruptedException {
        take(queue.poll(closing ? 1 : 100, TimeUnit.MILLISECONDS), batch);
        if (batch.isEmpty()) {
            return;
        }
        long until = System.nanoTime() + limits.linger().toNanos();
        Worker<I, O> worker = supervised.worker();
        int most = Math.min(limits.batch(), worker == null ? 1 : worker.most());
        while (batch.size() < most) {
            int waiting = queue.size();
            if (waiting > 0 && batch.size() >= shareOf(batch.size() + waiting)) {
                return;
            }
            Question<I, O> next = queue.poll();
            long left = until - System.nanoTime();
            boolean alone = !helpers.isEmpty() && computing.get() == 0;
            if (next == null && (closing || left <= 0 || alone || coming.getAsInt() <= 0)) {
                return;
            }
            take(
                    next != null ? next : queue.poll(Math.min(left, SLICE), TimeUnit.NANOSECONDS),
                    batch);
        }
    }

    /** One thread's part. */
    private int shareOf(int questions) {
        return (questions + helpers.size()) / (1 + helpers.size());
    }

    private static <I, O> void take(Question<I, O> question, List<Question<I, O>> batch) {
        if (question != null && !question.answer().isDone()) {
            batch.add(question);
        }
    }

    /** Lets go of questions that nobody waits for any more, or of all where it is closing. */
    private void drop() {
        queue.removeIf(question -> question.answer().isDone());
        if (closing) {
            queue.forEach(Batcher::refuse);
            queue.clear();
            refuseFailed();
        }
    }

    private void refuseFailed() {
        for (Failed<I, O> left = failed.poll(); left != null; left = failed.poll()) {
            left.batch().forEach(Batcher::refuse);
        }
    }

    private static <I, O> void refuse(Question<I, O> question) {
        question.answer().completeExceptionally(new RejectedExecutionException("it has closed"));
    }

    private void serve(List<Question<I, O>> batch) {
        Throwable failure = tried(batch);
        if (failure != null) {
            recover(batch, failure);
        }
    }

    private void recover(List<Question<I, O>> batch, Throwable failure) {
        if (failure instanceof Error) {
            // What threw an error may have lost its place.
            shut();
        }
        if (batch.size() == 1) {
            batch.get(0).answer().completeExceptionally(failure);
            return;
        }
        for (Question<I, O> one : batch) {
            // Where the worker cannot be opened again, the rest fails by what ended it.
            if (!supervised.reopen()) {
                one.answer().completeExceptionally(failure);
            } else {
                serve(List.of(one));
            }
        }
    }

    /** What went wrong, or null. */
    private Throwable tried(List<Question<I, O>> batch) {
        batches.increment();
        long begun = System.nanoTime();
        workingSince = begun == 0 ? 1 : begun;
        computing.incrementAndGet();
        try {
            List<O> answers = answered(batch.stream().map(Question::input).toList());
            // Counted first, so that who has an answer finds it counted.
            answered.add(batch.size());
            measure(System.nanoTime() - begun, batch.size());
            complete(batch, answers);
            return null;
        } catch (RuntimeException | Error thrown) {
            return thrown;
        } finally {
            computing.decrementAndGet();
            workingSince = 0;
        }
    }

    private void measure(long taken, int count) {
        nanoseconds.add(taken);
        double now = (double) taken / count;
        each = answered.sum() <= WARM ? 0 : each == 0 ? now : 0.8 * each + 0.2 * now;
    }

    /**
     * How long a question takes, of late, while every thread computes.
     *
     * @return nanoseconds; 0 while too few have been answered to tell
     */
    public double nanosecondsEach() {
        return each / (1 + helpers.size());
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
        closing = true;
        try {
            thread.join(Math.max(1, longest.toMillis()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        drop();
        return !thread.isAlive();
    }
}
