package dev.hearth.serve;

import java.util.concurrent.TimeUnit;

/**
 * Whether one connection alone asks, each request right after the reply to the last one. Only then does
 * it pay that its thread {@linkplain BriefSpin looks for the next request} before it sleeps: others would need the
 * processor.
 */
final class RequestPace {

    /** From a reply to the next request; to wake two sleeping threads takes half of it. */
    private static final long SOON = TimeUnit.MICROSECONDS.toNanos(100);

    private static final int STREAK = 8;

    private volatile Object last;
    private volatile int streak;
    private volatile Thread alone;

    /**
     * A request begins, on the thread of its connection.
     *
     * @param connection that it came over
     * @param pause since the connection's last reply, in nanoseconds
     */
    void begun(Object connection, long pause) {
        if (connection != last) {
            last = connection;
            over();
        } else if (pause > SOON) {
            over();
        } else if (streak < STREAK) {
            streak++;
        } else if (alone == null) {
            alone = Thread.currentThread();
        }
    }

    /** The next request did not come soon, or comes over another connection. */
    void over() {
        if (streak > 0) {
            streak = 0;
        }
        if (alone != null) {
            alone = null;
        }
    }

    /** A connection has closed. */
    void closed(Object connection) {
        if (connection == last) {
            last = null;
            over();
        }
    }

    /** Whether the only connection that asks is one of the calling thread's. */
    boolean isMine() {
        return alone == Thread.currentThread();
    }
}
