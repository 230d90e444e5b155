package dev.hearth.tensor;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * What another thread computes, waited for to its end: native code that reads the caller's memory cannot be left
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
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return value.get();
                } catch (InterruptedException stop) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            } else if (failure.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(failure.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
