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

    /** Of the process. */
    private static final LongCall ALL = watched();

    /** Calls have the read lock, the end asks for the write lock. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private volatile boolean isOver;

    private LongCall() {}

    private static LongCall watched() {
        LongCall all = new LongCall();
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(all::await, "await-native-calls"));
        } catch (IllegalStateException ending) {
            all.isOver = true;
        }
        return all;
    }

    /** The thread that calls is in such a call until it closes this; calls may be nested. */
    static LongCall begin() {
        if (ALL.isOver) {
            // Other hooks may need this call, so it is only late.
            try {
                Thread.sleep(MILLISECONDS_TO_THE_END);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        ALL.lock.readLock().lock();
        return ALL;
    }

    private void await() {
        try {
            if (lock.writeLock().tryLock(MOST_SECONDS, TimeUnit.SECONDS)) {
                isOver = true;
                lock.writeLock().unlock();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        lock.readLock().unlock();
    }
}
