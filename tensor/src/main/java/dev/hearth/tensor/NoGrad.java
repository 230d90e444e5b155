package dev.hearth.tensor;

import org.bytedeco.pytorch.GradMode;

/**
 * While it is open, operations of this thread are not recorded for a backward pass.
 *
 * <pre>{@code
 * try (var noGrad = NoGrad.open()) {
 *     Tensor logits = forward.apply(images, Context.testing(seed));
 * }
 * }</pre>
 */
public final class NoGrad implements AutoCloseable {

    private static final ThreadLocal<NoGrad> INNERMOST = new ThreadLocal<>();

    private final Thread thread = Thread.currentThread();
    private final NoGrad around;
    private final boolean recordedBefore;
    private boolean open = true;

    private NoGrad() {
        PlatformThread.require("NoGrad");
        LibTorch.load();
        around = INNERMOST.get();
        recordedBefore = GradMode.is_enabled();
        INNERMOST.set(this);
        GradMode.set_enabled(false);
    }

    /**
     * Stops recording until {@link #close}, on the same thread, innermost first.
     *
     * @throws IllegalStateException on a virtual thread
     */
    public static NoGrad open() {
        return new NoGrad();
    }

    /**
     * Whether operations are recorded on this thread now.
     *
     * @throws IllegalStateException on a virtual thread
     */
    public static boolean isRecording() {
        PlatformThread.require("NoGrad");
        LibTorch.load();
        return GradMode.is_enabled();
    }

    /**
     * Records again as before, and closes those left open inside. A second call does nothing.
     *
     * @throws IllegalStateException on another thread than the one that opened it
     */
    @Override
    public void close() {
        if (!open) {
            return;
        }
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException(
                    Check.message(
                            "NoGrad is closed on the thread that opened it, " + thread.getName(),
                            Thread.currentThread().getName(),
                            "Use try-with-resources"));
        }
        NoGrad inner = INNERMOST.get();
        while (inner != this) {
            inner.open = false;
            inner = inner.around;
        }
        open = false;
        if (around == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(around);
        }
        GradMode.set_enabled(recordedBefore);
    }
}
