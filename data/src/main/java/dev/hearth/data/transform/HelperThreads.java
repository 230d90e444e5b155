package dev.hearth.data.transform;

import dev.hearth.tensor.Check;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * Some threads that share numbered tasks. Tasks must not touch what others write, so that results do
 * not depend on the count of threads.
 *
 * @param threads at least 1; 1 is the caller alone
 */
record HelperThreads(int threads) {

    HelperThreads {
        if (threads < 1) {
            throw Check.error(
                    "Whitening needs at least one thread", threads, "Use 1 for the caller's own");
        }
    }

    /** Does the tasks 0 … count − 1 and returns when all are done. */
    void run(int count, IntConsumer task) {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable work =
                () -> {
                    try {
                        for (int i = next.getAndIncrement();
                                i < count && failure.get() == null;
                                i = next.getAndIncrement()) {
                            task.accept(i);
                        }
                    } catch (RuntimeException | Error thrown) {
                        failure.compareAndSet(null, thrown);
                    }
                };
        Thread[] others = new Thread[Math.max(0, Math.min(threads, count) - 1)];
        for (int i = 0; i < others.length; i++) {
            others[i] = new Thread(work, "hearth-whitening-" + i);
            others[i].setDaemon(true);
            others[i].start();
        }
        work.run();
        boolean interrupted = false;
        for (Thread other : others) {
            while (other.isAlive()) {
                try {
                    other.join();
                } catch (InterruptedException sent) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure.get() instanceof Error error) {
            throw error;
        }
        if (failure.get() instanceof RuntimeException exception) {
            throw exception;
        }
    }
}
