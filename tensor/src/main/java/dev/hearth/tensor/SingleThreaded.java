package dev.hearth.tensor;

/**
 * While it is open, libtorch runs each operation on the thread that calls it,
 * while matrix products and Hearth's own kernels are still shared out over {@link LibTorch#threads()}.
 *
 * <p>For small fully connected nets: their activations, losses and updates are large enough for libtorch
 * to share them out over OpenMP's threads, and small enough that waking those takes longer than the
 * operation (30 to 50 µs). In a step of 8 layers of 128 units it was a sixth of the time.
 *
 * <p>Threads that call libtorch for the first time meanwhile have one thread an operation, too.
 *
 * <pre>{@code
 * try (var single = SingleThreaded.openIf(net.parameters().count() < 1_000_000)) {
 *     net.apply(images, Context.training(seed)).sum().backward();
 * }
 * }</pre>
 */
public final class SingleThreaded implements AutoCloseable {

    private static final ThreadLocal<Integer> DEPTH = ThreadLocal.withInitial(() -> 0);

    private final Thread thread = Thread.currentThread();
    private boolean isOwed;

    private SingleThreaded(boolean isOwed) {
        this.isOwed = isOwed;
    }

    /**
     * Opens it, or does nothing.
     *
     * @param wanted whether to begin it
     * @throws IllegalStateException on a virtual thread
     */
    public static SingleThreaded openIf(boolean wanted) {
        if (wanted) {
            PlatformThread.require("SingleThreaded");
            deepen(1);
        }
        return new SingleThreaded(wanted);
    }

    /** Whether one is open on this thread. */
    static boolean isOpen() {
        return DEPTH.get() > 0;
    }

    private static void deepen(int by) {
        DEPTH.set(DEPTH.get() + by);
        LibTorch.libtorchThreads();
    }

    /**
     * Gives libtorch its threads back. A second call does nothing.
     *
     * @throws IllegalStateException on another thread than the one that opened it
     */
    @Override
    public void close() {
        if (!isOwed) {
            return;
        }
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException(
                    Check.message(
                            "SingleThreaded is closed on the thread that opened it, "
                                    + thread.getName(),
                            Thread.currentThread().getName(),
                            "Use try-with-resources"));
        }
        isOwed = false;
        deepen(-1);
    }
}
