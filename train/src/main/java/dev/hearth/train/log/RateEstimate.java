package dev.hearth.train.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * How fast a count rises, measured over the last while, and how long the rest will take at that pace.
 *
 * <p>It says nothing before it has seen two readings, and nothing while the count stands still. When the
 * next reading is overdue, the time waited counts too: a stalled run slows down before one's eyes.
 */
final class RateEstimate {

    private static final double SECOND = 1e9;

    private final long window;
    private final LongSupplier nanoseconds;
    private final Deque<Reading> readings = new ArrayDeque<>();

    private record Reading(long time, long count) {}

    /**
     * Starts at a count.
     *
     * @param window how far back to look
     * @param nanoseconds a clock that never goes back, such as {@code System::nanoTime}
     * @param count what is done already, by an earlier run perhaps
     */
    RateEstimate(Duration window, LongSupplier nanoseconds, long count) {
        this.window = window.toNanos();
        this.nanoseconds = nanoseconds;
        readings.add(new Reading(nanoseconds.getAsLong(), count));
    }

    void read(long count) {
        long now = nanoseconds.getAsLong();
        readings.addLast(new Reading(now, count));
        // One reading from before the window stays, so that slow steps have a rate too.
        while (readings.size() > 2 && secondOldest().time() <= now - window) {
            readings.removeFirst();
        }
    }

    private Reading secondOldest() {
        var iterator = readings.iterator();
        iterator.next();
        return iterator.next();
    }

    /** Counts per second. */
    OptionalDouble rate() {
        Reading first = readings.getFirst();
        Reading last = readings.getLast();
        long span = last.time() - first.time();
        long count = last.count() - first.count();
        if (span <= 0 || count <= 0) {
            return OptionalDouble.empty();
        }
        long waited = nanoseconds.getAsLong() - last.time();
        boolean overdue = waited > 2 * span / (readings.size() - 1);
        return OptionalDouble.of(count * SECOND / (overdue ? span + waited : span));
    }

    /** The time that the rest takes at this pace. */
    Optional<Duration> left(long total) {
        OptionalDouble rate = rate();
        if (rate.isEmpty()) {
            return Optional.empty();
        }
        double rest = Math.max(0, total - readings.getLast().count());
        return Optional.of(
                Duration.ofNanos(
                        (long) Math.min(Long.MAX_VALUE, rest / rate.getAsDouble() * SECOND)));
    }
}
