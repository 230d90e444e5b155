package dev.hearth.data;

import dev.hearth.tensor.Check;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A run whose thread was interrupted. Its last checkpoint is kept: started again, it continues
 * from there. The thread is left interrupted.
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
