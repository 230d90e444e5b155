package dev.hearth.tensor;

import org.bytedeco.pytorch.NoGradGuard;

/**
 * A stretch of code on this thread in which nothing is recorded for a backward pass.
 *
 * <pre>{@code
 * try (var quiet = NoGrad.open()) {
 *     Tensor logits = forward.apply(images, Pass.testing(seed));
 * }
 * }</pre>
 */
public final class NoGrad implements AutoCloseable {

    private final Thread thread = Thread.currentThread();
    private NoGradGuard guard;

    private NoGrad() {
        Engine.load();
        guard = new NoGradGuard();
    }

    /**
     * Begins the stretch.
     *
     * @return to be closed on the same thread, innermost first
     */
    public static NoGrad open() {
        return new NoGrad();
    }

    /** Ends the stretch. A second call does nothing. */
    @Override
    public void close() {
        if (guard == null) {
            return;
        }
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException(
                    "NoGrad is closed on the thread that opened it, "
                            + thread.getName()
                            + ". Received: "
                            + Thread.currentThread().getName()
                            + ". Use try-with-resources.");
        }
        guard.close();
        guard = null;
    }
}
