package dev.hearth.train.log;

import dev.hearth.data.TerminalText;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * How far a run is: share done, examples per second, loss and the time left.
 *
 * <p>The time left is what the rest takes at the rate of the last half minute, and {@code ?} until
 * there is a rate.
 *
 * <pre>{@code
 * try (ProgressLine line = ProgressLine.start("elu/mnist", 60_000, Display.detect(), System.err)) {
 *     line.advance(64, 0.69);
 * }
 * }</pre>
 */
public final class ProgressLine implements AutoCloseable {

    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final long LINE_EVERY = Duration.ofSeconds(10).toNanos();
    private static final int REDRAW_MILLISECONDS = 250;
    private static final int COLUMNS = 79;
    private static final int BAR = 20;

    private final String task;
    private final long total;
    private final Display display;
    private final PrintStream out;
    private final LongSupplier nanoseconds;
    private final RateEstimate pace;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Optional<ProgressBar> bar;
    private long done;
    private double loss = Double.NaN;
    private long printedAt;
    private long printedDone = -1;

    private ProgressLine(
            String task,
            long done,
            long total,
            Display display,
            PrintStream out,
            LongSupplier nanoseconds) {
        if (total < 1 || done < 0 || done > total) {
            throw new IllegalArgumentException(
                    "ProgressLine needs 0 ≤ done ≤ total and a total above 0. Received: done="
                            + done
                            + ", total="
                            + total
                            + ". Count examples over all epochs.");
        }
        this.task = TerminalText.of(task);
        this.done = done;
        this.total = total;
        this.display = display;
        this.out = out;
        this.nanoseconds = nanoseconds;
        this.pace = new RateEstimate(WINDOW, nanoseconds, done);
        this.printedAt = nanoseconds.getAsLong();
        this.bar = display == Display.TERMINAL ? Optional.of(bar()) : Optional.empty();
    }

    /**
     * Starts at nothing done.
     *
     * @param task what is going on, in a word or two
     * @param total the count of examples until the end
     * @param display how to show it
     * @param out where to show it
     * @return the line; close it at the end
     * @throws IllegalArgumentException if {@code total} is below 1
     */
    public static ProgressLine start(String task, long total, Display display, PrintStream out) {
        return resume(task, 0, total, display, out, System::nanoTime);
    }

    /**
     * Starts where an earlier run stopped.
     *
     * @param task what is going on, in a word or two
     * @param done the count of examples that are done
     * @param total the count of examples until the end, with those
     * @param display how to show it
     * @param out where to show it
     * @param nanoseconds a clock that never goes back, such as {@code System::nanoTime}
     * @return the line; close it at the end
     * @throws IllegalArgumentException if {@code total} is below 1 or {@code done} above it
     */
    public static ProgressLine resume(
            String task,
            long done,
            long total,
            Display display,
            PrintStream out,
            LongSupplier nanoseconds) {
        return new ProgressLine(task, done, total, display, out, nanoseconds);
    }

    private ProgressBar bar() {
        ConsoleProgressBarConsumer console =
                new ConsoleProgressBarConsumer(out, COLUMNS) {
                    @Override
                    public void close() {
                        super.close();
                        ended.set(true);
                    }
                };
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUpdateIntervalMillis(REDRAW_MILLISECONDS)
                // Redrawn without steps too: a stalled run shows more and more time left.
                .continuousUpdate()
                .setRenderer((state, columns) -> drawn(columns))
                // Given a width, the library does not go looking for a terminal itself.
                .setConsumer(console)
                .build();
    }

    /**
     * Tells of more examples.
     *
     * @param examples how many more are done
     * @param loss the latest loss; NaN if there is none
     */
    public synchronized void advance(long examples, double loss) {
        this.done = Math.min(total, done + examples);
        this.loss = loss;
        pace.read(done);
        if (display == Display.LINES
                && (nanoseconds.getAsLong() - printedAt >= LINE_EVERY || done == total)) {
            print();
        }
    }

    /**
     * The state in one line.
     *
     * @return such as {@code elu/mnist  42 %  25200/60000  1234 examples/s  loss 0.6931  left 0:28}
     */
    public synchronized String text() {
        return task + "  " + percent() + "  " + done + "/" + total + "  " + measures();
    }

    /** Ends the bar, or prints the last line if it has not been said. */
    @Override
    public void close() {
        bar.ifPresent(this::end);
        synchronized (this) {
            if (display == Display.LINES && printedDone != done) {
                print();
            }
        }
    }

    /** A bar that is closed before it was first drawn is only drawn then, and ended the next time. */
    private void end(ProgressBar bar) {
        bar.close();
        if (!ended.get()) {
            bar.close();
        }
    }

    private void print() {
        out.println(text());
        out.flush();
        printedAt = nanoseconds.getAsLong();
        printedDone = done;
    }

    synchronized String drawn(int columns) {
        int full = (int) (BAR * done / total);
        String drawn =
                task
                        + " "
                        + percent()
                        + " ["
                        + "=".repeat(full)
                        + " ".repeat(BAR - full)
                        + "] "
                        + measures();
        return drawn.length() <= columns ? drawn : drawn.substring(0, Math.max(0, columns));
    }

    private String percent() {
        // Rounded down: 100 % is said when all is done.
        return (long) Math.floor(100.0 * done / total) + " %";
    }

    private String measures() {
        OptionalDouble rate = pace.rate();
        String speed = rate.isEmpty() ? "?" : rounded(rate.getAsDouble());
        String shown = Double.isNaN(loss) ? "" : String.format(Locale.ROOT, "loss %.4g  ", loss);
        return speed
                + " examples/s  "
                + shown
                + "left "
                + pace.left(total).map(ProgressLine::clock).orElse(done == total ? "0:00" : "?");
    }

    private static String rounded(double rate) {
        return rate >= 10
                ? Long.toString(Math.round(rate))
                : String.format(Locale.ROOT, "%.2g", rate);
    }

    static String clock(Duration left) {
        long seconds = left.toSeconds();
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        seconds / 3600,
                        seconds / 60 % 60,
                        seconds % 60);
    }
}
