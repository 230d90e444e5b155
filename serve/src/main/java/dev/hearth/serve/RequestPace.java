package dev.hearth.serve;

import java.util.concurrent.TimeUnit;

/**
 * Whether one connection alone asks, and whether it asks right after each reply. What its thread does for an only
 * connection keeps nobody waiting; and only where the next request comes at once does it pay that the thread
 * {@linkplain BriefSpin looks for it} before it sleeps.
 */
final class RequestPace {

    /** From a reply to the next request; to wake two sleeping threads takes half of it. */
    private static final long SOON = TimeUnit.MICROSECONDS.toNanos(100);

    private static final int STREAK = 8;

    private volatile Object last;
    private volatile int requests;
    private volatile int streak;
    private volatile Thread alone;
    private volatile Thread brisk;

    /**
     * A request begins, on the thread of its connection.
     *
     * @param connection that it came over
     * @param pause since the connection's last reply, in nanoseconds
     */
    void begun(Object connection, long pause) {
        if (connection != last) {
            last = connection;
            notAlone();
            return;
        }
        if (requests < STREAK) {
            requests++;
        } else if (alone == null) {
            alone = Thread.currentThread();
        }
        if (pause > SOON) {
            over();
        } else if (streak < STREAK) {
            streak++;
        } else if (brisk == null) {
            brisk = Thread.currentThread();
        }
    }

    /** Somebody else asks too, or nobody any more. */
    private void notAlone() {
        requests = 0;
        alone = null;
        over();
    }

    /** The next request did not come soon. */
    void over() {
        if (streak > 0) {
            streak = 0;
        }
        if (brisk != null) {
            brisk = null;
        }
    }

    /** A connection has closed. */
    void closed(Object connection) {
        if (connection == last) {
            last = null;
            notAlone();
        }
    }

    /** Whether one connection alone asks of late, which is one of the calling thread's. */
    boolean isAlone() {
        return alone == Thread.currentThread();
    }

    /** Whether it asks, besides, right after each reply. */
    boolean isBrisk() {
        return brisk == Thread.currentThread();
    }
}
