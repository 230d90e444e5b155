package dev.hearth.tensor;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A native call that may take longer than a third of a second, such as a backward pass, where a process ends.
 * Java waits 0.3 s for threads in native code, then ends the process, and the native libraries' own objects
 * with it: what still computes in them crashes, whatever asked for the end (a signal, {@code System.exit}).
 * So a shutdown hook waits until no such call is running, for half a minute at most.
 */
final class LongCall implements AutoCloseable {

    private static final int MOST_SECONDS = 30;

    /** More than Java takes from the last hook's end to where its threads stop. */
    private static final int MILLISECONDS_TO_THE_END = 100;

    /** Calls have the read lock, the end asks for the write lock. */
    private static final ReadWriteLock LOCK = new ReentrantReadWriteLock();

    private static final LongCall RUNNING = new LongCall();
    private static volatile boolean isOver;

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(LongCall::await, "await-native-calls"));
        } catch (IllegalStateException ending) {
            isOver = true;
        }
    }

    private LongCall() {}

    /** The thread that calls is in such a call until it closes this; calls may be nested. */
    static LongCall begin() {
        if (isOver) {
            // Other hooks may need this call, so it is only late.
            try {
                Thread.sleep(MILLISECONDS_TO_THE_END);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        LOCK.readLock().lock();
        return RUNNING;
    }

    private static void await() {
        try {
            if (LOCK.writeLock().tryLock(MOST_SECONDS, TimeUnit.SECONDS)) {
                isOver = true;
                LOCK.writeLock().unlock();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        LOCK.readLock().unlock();
    }
}
