package dev.hearth.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * What other threads compute, waited for to its end: native code that reads the caller's memory cannot be left
 * alone with it, so an interruption is kept for later.
 *
 * <pre>{@code
 * static float first(java.util.concurrent.Future<float[]> batch) {
 *     return FutureResult.of(batch)[0];
 * }
 * }</pre>
 */
public final class FutureResult {

    private FutureResult() {}

    /**
     * Waits, and throws what the other thread threw; checked exceptions as the cause of an {@link
     * IllegalStateException}.
     */
    public static <T> T of(Future<T> value) {
        return ofAll(List.of(value)).get(0);
    }

    /**
     * Waits for all of them, failed or not, and then throws what the first of the list that failed threw.
     *
     * @return the results in order
     */
    public static <T> List<T> ofAll(List<? extends Future<? extends T>> values) {
        boolean interrupted = false;
        Throwable failed = null;
        List<T> results = new ArrayList<>();
        for (Future<? extends T> value : values) {
            boolean isWaiting = true;
            while (isWaiting) {
                try {
                    results.add(value.get());
                    isWaiting = false;
                } catch (InterruptedException stop) {
                    interrupted = true;
                } catch (ExecutionException failure) {
                    failed = failed == null ? failure.getCause() : failed;
                    isWaiting = false;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failed instanceof RuntimeException cause) {
            throw cause;
        } else if (failed instanceof Error error) {
            throw error;
        } else if (failed != null) {
            throw new IllegalStateException(failed);
        }
        return results;
    }
}
