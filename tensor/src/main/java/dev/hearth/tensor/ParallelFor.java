package dev.hearth.tensor;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Runs the parts of a kernel on {@link LibTorch#threads} threads: the caller's and a {@link HelperPool}'s,
 * or, while the pool is busy, those of Java's common pool. Parts are independent, so results do not depend
 * on the count of threads.
 */
final class ParallelFor {

    /** Below this many numbers, waking a thread costs more than it brings. */
    private static final long LEAST = 1 << 15;

    /** Nanoseconds to spin for the last part before parking. */
    private static final long SPIN = 50_000;

    private static final HelperPool HELPERS = new HelperPool();

    private ParallelFor() {}

    /** A part, by number. */
    interface Part<S> {
        void run(S scratch, int number);
    }

    /** Runs all parts; each thread has scratch memory of its own. */
    static <S> void run(int parts, long numbers, Supplier<S> scratch, Part<S> part) {
        int threads = numbers < LEAST ? 1 : Math.min(LibTorch.threads(), parts);
        if (threads == 1) {
            S own = scratch.get();
            for (int i = 0; i < parts; i++) {
                part.run(own, i);
            }
            return;
        }
        AtomicInteger next = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(parts);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable worker = () -> work(parts, next, done, failure, scratch, part);
        if (!HELPERS.help(threads - 1, worker)) {
            for (int i = 1; i < threads; i++) {
                ForkJoinPool.commonPool().execute(worker);
            }
            worker.run();
        }
        await(done);
        if (failure.get() instanceof Error error) {
            throw error;
        }
        if (failure.get() instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private static <S> void work(
            int parts,
            AtomicInteger next,
            CountDownLatch done,
            AtomicReference<Throwable> failure,
            Supplier<S> scratch,
            Part<S> part) {
        S own = null;
        for (int i = next.getAndIncrement(); i < parts; i = next.getAndIncrement()) {
            try {
                if (failure.get() == null) {
                    own = own == null ? scratch.get() : own;
                    part.run(own, i);
                }
            } catch (RuntimeException | Error broken) {
                failure.compareAndSet(null, broken);
            } finally {
                done.countDown();
            }
        }
    }

    private static void await(CountDownLatch done) {
        for (long from = System.nanoTime();
                done.getCount() > 0 && System.nanoTime() - from < SPIN; ) {
            Thread.onSpinWait();
        }
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
