package dev.hearth.data.transform;

import dev.hearth.tensor.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Threads that share numbered tasks. Tasks must not touch what others write, so that results do not
 * depend on the count of threads.
 */
record HelperThreads(int threads) {

    HelperThreads {
        if (threads < 1) {
            throw Check.error(
                    "Whitening needs at least one thread", threads, "Use 1 for the caller's own");
        }
    }

    /** Does the tasks 0 … count − 1 and returns when all are done, or throws what one of them threw. */
    void run(int count, IntConsumer task) {
        ExecutorService pool =
                Executors.newFixedThreadPool(
                        threads,
                        work -> {
                            Thread thread = new Thread(work, "hearth-whitening");
                            thread.setDaemon(true);
                            return thread;
                        });
        try {
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                results.add(pool.submit(() -> task.accept(number)));
            }
            for (Future<?> result : results) {
                result.get();
            }
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure.getCause();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    Check.message(
                            "Whitening waits for its threads", "an interrupt", "Start it again"),
                    interrupted);
        } finally {
            pool.shutdownNow();
        }
    }
}
