package dev.hearth.data;

import dev.hearth.tensor.Check;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A run whose thread was interrupted, or whose process is to end. Its last checkpoint is kept: started
 * again, it continues from there. An interrupted thread is left interrupted.
 */
public final class CancelledException extends RuntimeException {

    /** Says it in three parts. */
    public CancelledException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Ends training before a step, if its thread was interrupted. */
    public static void check(long step, String lastGood) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancelledException(
                    Check.message(
                            "Training works until it is done",
                            "an interrupt before step " + step + ", which cancels it",
                            "The last checkpoint is " + lastGood),
                    null);
        }
    }

    /** What ends training that was asked to end, and has saved. */
    public static CancelledException asked(long step) {
        return new CancelledException(
                Check.message(
                        "Training works until it is done",
                        "the end of its process after step " + step,
                        "Start it again to go on from there; everything is saved"),
                null);
    }

    /**
     * Does a run's work. Whatever an interrupt made fail, such as a file that it closed, is thrown as a
     * cancellation.
     */
    public static <T> T told(String name, Path checkpoint, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException failure) {
            if (!isOfInterrupt(failure)) {
                throw failure;
            }
            throw new CancelledException(
                    Check.message(
                            "The run of " + name + " works until it is done",
                            "an interrupt, which cancels it",
                            (Files.exists(checkpoint)
                                    ? "Start it again to go on from " + checkpoint
                                    : "Start it again to begin anew; it had not saved anything yet")),
                    failure);
        }
    }

    private static boolean isOfInterrupt(Throwable failure) {
        if (failure == null || !Thread.currentThread().isInterrupted()) {
            return false;
        }
        return failure instanceof CancelledException
                || failure instanceof InterruptedException
                || failure instanceof ClosedByInterruptException
                || failure instanceof FileLockInterruptionException
                || isOfInterrupt(failure.getCause());
    }
}
