package dev.hearth.train;

import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A run whose thread was interrupted. What its last checkpoint holds is kept: started again, it goes on
 * from there. The thread is left interrupted.
 */
public final class Cancelled extends RuntimeException {

    /**
     * Says it in three parts.
     *
     * @param message what was asked, what came, how to go on
     * @param cause what the interrupt made fail, or null
     */
    public Cancelled(String message, Throwable cause) {
        super(message, cause);
    }

    /** Ends training before a step, if its thread was interrupted. */
    static void check(long step, String lastGood) {
        if (Thread.currentThread().isInterrupted()) {
            throw new Cancelled(
                    "Training works until it is done. Received: an interrupt before step "
                            + step
                            + ", which cancels it. The last checkpoint is "
                            + lastGood
                            + ".",
                    null);
        }
    }

    /**
     * Does a run's work. Whatever an interrupt made fail, such as a file that it closed, is told as what
     * it is.
     */
    static <T> T told(String name, Path checkpoint, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException failure) {
            if (!isOfInterrupt(failure)) {
                throw failure;
            }
            throw new Cancelled(
                    "The run of "
                            + name
                            + " works until it is done. Received: an interrupt, which cancels it. "
                            + (Files.exists(checkpoint)
                                    ? "Start it again to go on from " + checkpoint
                                    : "Start it again to begin anew; it had not saved anything yet")
                            + ".",
                    failure);
        }
    }

    private static boolean isOfInterrupt(Throwable failure) {
        if (failure == null || !Thread.currentThread().isInterrupted()) {
            return false;
        }
        return failure instanceof Cancelled
                || failure instanceof InterruptedException
                || failure instanceof ClosedByInterruptException
                || failure instanceof FileLockInterruptionException
                || isOfInterrupt(failure.getCause());
    }
}
