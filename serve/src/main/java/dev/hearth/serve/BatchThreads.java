package dev.hearth.serve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a {@link Batcher}. The first opens the worker, answers batches, asks again what failed,
 * opens the worker anew after an error, and closes it at the end. Others, where the worker computes several
 * batches at a time, only answer, and leave to the first what fails.
 */
final class BatchThreads<I, O> {

    private record Failed<I, O>(List<Question<I, O>> batch, Optional<Throwable> failure) {}

    private final QuestionQueue<I, O> queue;
    private final SupervisedWorker<I, O> supervised;
    private final WorkerCalls<I, O> calls;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final Thread first = new Thread(this::live, "hearth-batcher");
    private final List<Thread> others = new CopyOnWriteArrayList<>();

    /** Batches that another thread could not answer; without a failure where the worker was shut. */
    private final Queue<Failed<I, O>> failed = new ConcurrentLinkedQueue<>();

    /** Threads of these that compute a batch. */
    private final AtomicInteger computing = new AtomicInteger();

    BatchThreads(
            QuestionQueue<I, O> queue, SupervisedWorker<I, O> supervised, WorkerCalls<I, O> calls) {
        this.queue = queue;
        this.supervised = supervised;
        this.calls = calls;
    }

    /** Starts them, waits until the worker is open, and throws what its opening threw. */
    void start() {
        first.setDaemon(true);
        first.start();
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

    int count() {
        return 1 + others.size();
    }

    boolean isAlive() {
        return first.isAlive();
    }

    /** Waits until they have ended, no longer than that. */
    void join(Duration longest) {
        try {
            first.join(Math.max(1, longest.toMillis()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        try {
            supervised.open();
            Worker<I, O> worker = supervised.worker();
            for (int i = worker.isShared() ? worker.runs() : 1; i > 1; i--) {
                Thread other = new Thread(this::help, "hearth-batcher-" + i);
                other.setDaemon(true);
                others.add(other);
            }
            others.forEach(Thread::start);
            opened.complete(null);
            while (!queue.isClosed()
                    || !queue.isEmpty()
                    || others.stream().anyMatch(Thread::isAlive)
                    || !failed.isEmpty()) {
                turn();
            }
        } catch (Throwable failure) {
            // Only of the first opening: a turn throws nothing.
            opened.completeExceptionally(failure);
        } finally {
            queue.close();
            calls.shut();
            drop();
        }
    }

    /** Lets go of questions that nobody waits for any more, or of all where the queue is closed. */
    void drop() {
        queue.drop();
        if (queue.isClosed()) {
            for (Failed<I, O> left = failed.poll(); left != null; left = failed.poll()) {
                left.batch().forEach(Question::refuse);
            }
        }
    }

    private void gather(List<Question<I, O>> batch) throws InterruptedException {
        Worker<I, O> worker = supervised.worker();
        queue.fill(
                batch,
                worker == null ? 1 : worker.most(),
                count(),
                () -> !others.isEmpty() && computing.get() == 0);
    }

    private void help() {
        while (!queue.isClosed() || !queue.isEmpty()) {
            List<Question<I, O>> batch = new ArrayList<>();
            try {
                if (supervised.isOpen()) {
                    gather(batch);
                } else {
                    TimeUnit.MILLISECONDS.sleep(10);
                }
                if (!batch.isEmpty() && !isAnswered(batch)) {
                    leave(new Failed<>(batch, Optional.empty()));
                }
            } catch (InterruptedException interrupted) {
                queue.close();
                leave(new Failed<>(batch, Optional.empty()));
            } catch (Throwable failure) {
                leave(new Failed<>(batch, Optional.of(failure)));
            }
        }
    }

    /** To the first thread. */
    private void leave(Failed<I, O> batch) {
        failed.add(batch);
        queue.wake();
    }

    private boolean isAnswered(List<Question<I, O>> batch) {
        computing.incrementAndGet();
        Optional<List<O>> answers;
        try {
            answers = calls.byOther(inputs(batch));
        } finally {
            computing.decrementAndGet();
        }
        answers.ifPresent(all -> complete(batch, all));
        return answers.isPresent();
    }

    private static <I, O> List<I> inputs(List<Question<I, O>> batch) {
        return batch.stream().map(Question::input).toList();
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
            serve(batch);
        } catch (InterruptedException interrupted) {
            queue.close();
            serve(batch);
        } catch (Throwable failure) {
            // Memory for the batch itself, say. Nobody waits for ever.
            batch.forEach(one -> one.answer().completeExceptionally(failure));
        }
    }

    private void serve(List<Question<I, O>> batch) {
        if (batch.isEmpty()) {
            return;
        }
        computing.incrementAndGet();
        Throwable failure = null;
        try {
            complete(batch, calls.byOwner(inputs(batch)));
        } catch (RuntimeException | Error thrown) {
            failure = thrown;
        } finally {
            computing.decrementAndGet();
        }
        if (failure != null) {
            recover(batch, failure);
        }
    }

    /** Asks the questions of a batch that failed one by one, so that a bad one spoils no other. */
    private void recover(List<Question<I, O>> batch, Throwable failure) {
        if (failure instanceof Error) {
            // What threw an error may have lost its place.
            calls.shut();
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
}
