package dev.hearth.inference;

import dev.hearth.tensor.Check;
import dev.hearth.tensor.FutureResult;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * The thread that owns a libtorch model: tensors may be used only on the thread of their {@link Scope},
 * so calls from any thread are run here, one after another.
 */
final class ModelThread implements AutoCloseable {

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    work -> {
                        Thread made = new Thread(work, "hearth-model");
                        made.setDaemon(true);
                        return made;
                    });

    private Scope scope;

    /** Starts the thread; 0 threads of an operation leave libtorch's count as it is. */
    static ModelThread start(int threads) {
        ModelThread started = new ModelThread();
        try {
            Scope scope =
                    started.call(
                            () -> {
                                if (threads > 0) {
                                    LibTorch.threads(threads);
                                }
                                return Scope.open();
                            });
            started.scope = scope;
            return started;
        } catch (RuntimeException failure) {
            started.thread.shutdown();
            throw failure;
        }
    }

    /** Runs work on the model's thread and waits for its value; its exceptions are thrown here. */
    <T> T call(Supplier<T> work) {
        Future<T> value;
        try {
            value = thread.submit(work::get);
        } catch (RejectedExecutionException closed) {
            throw new IllegalStateException(
                    Check.message(
                            "A model computes while it is open",
                            "a call after close()",
                            "Load it again, or close it later"),
                    closed);
        }
        return FutureResult.of(value);
    }

    @Override
    public void close() {
        if (!thread.isShutdown()) {
            thread.submit(scope::close);
            thread.shutdown();
        }
    }
}
