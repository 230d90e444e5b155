package dev.hearth.train.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Holds the end of the process (SIGTERM, Ctrl+C, {@code System.exit}) until training has saved: for
 * twenty seconds where it does not get to the end of a step in that time, else until the file is written. The
 * process must end by itself after that, with Java's usual code.
 */
final class EndOfProcess implements BooleanSupplier, AutoCloseable {

    private static final long SECONDS_FOR_A_STEP = 20;
    private static final long SECONDS_FOR_A_FILE = 60;

    private final CountDownLatch seen = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::hold, "save-before-end");
    private volatile boolean isWanted;

    private EndOfProcess() {}

    static EndOfProcess watch() {
        EndOfProcess end = new EndOfProcess();
        try {
            Runtime.getRuntime().addShutdownHook(end.hook);
        } catch (IllegalStateException already) {
            end.isWanted = true;
        }
        return end;
    }

    /** Whether training is to save and end now. */
    @Override
    public boolean getAsBoolean() {
        if (isWanted) {
            seen.countDown();
        }
        return isWanted;
    }

    private void hold() {
        isWanted = true;
        try {
            if (seen.await(SECONDS_FOR_A_STEP, TimeUnit.SECONDS)) {
                closed.await(SECONDS_FOR_A_FILE, TimeUnit.SECONDS);
            }
        } catch (InterruptedException nobody) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        // A process that ends while nothing is trained is not held.
        seen.countDown();
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // It is running.
            return;
        }
    }
}
