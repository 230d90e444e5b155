package dev.hearth.serve;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that all requests together may hold. What is over it is refused, not waited for.
 */
final class MemoryBudget {

    private final long bytes;
    private final AtomicLong held = new AtomicLong();

    MemoryBudget(long bytes) {
        this.bytes = bytes;
    }

    long bytes() {
        return bytes;
    }

    long held() {
        return held.get();
    }

    Share share() {
        return new Share();
    }

    private boolean take(long more) {
        long before = held.getAndUpdate(now -> now + more <= bytes ? now + more : now);
        return before + more <= bytes;
    }

    /**
     * What one request holds until it has been answered. Closing it gives everything back, while
     * another thread may still work for the request, and closing twice is the same as once.
     */
    final class Share implements AutoCloseable {

        private long mine;
        private boolean closed;

        /** Takes more, or nothing at all: where it does not fit, or this is closed. */
        synchronized boolean grow(long more) {
            if (closed || !take(more)) {
                return false;
            }
            mine += more;
            return true;
        }

        /** Gives some back. */
        synchronized void shrink(long less) {
            long given = Math.min(less, mine);
            mine -= given;
            held.addAndGet(-given);
        }

        @Override
        public synchronized void close() {
            closed = true;
            shrink(mine);
        }
    }
}
