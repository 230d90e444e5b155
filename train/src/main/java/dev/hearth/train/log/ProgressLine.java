package dev.hearth.train.log;

import dev.hearth.data.TerminalText;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
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
    private static final int LONGEST_BAR = 20;
    private static final int SHORTEST_BAR = 5;

    private final String task;
    private long total;
    private final Display display;
    private final PrintStream out;
    private final LongSupplier nanoseconds;
    private final int columns;
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
        // What fills the last column is wrapped by some terminals.
        this.columns = Display.columns(System.getenv()) - 1;
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
                new ConsoleProgressBarConsumer(out, columns) {
                    @Override
                    public void accept(String drawn) {
                        synchronized (ProgressLine.this) {
                            super.accept(drawn);
                        }
                    }

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
                .setRenderer((state, width) -> drawn(width))
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
     * Prints a line of its own, above the bar where there is one. Nothing is printed where the display is
     * quiet.
     */
    public synchronized void say(String words) {
        if (display == Display.QUIET) {
            return;
        }
        String text = TerminalText.of(words);
        if (display == Display.TERMINAL) {
            out.print('\r');
            WrappedText.of(text, columns)
                    .lines()
                    .forEach(line -> out.print(padded(line, columns) + System.lineSeparator()));
        } else {
            out.println(text);
        }
        out.flush();
        printedAt = nanoseconds.getAsLong();
    }

    /** What is done is all: a run that stops early has no time left. */
    public synchronized void finish() {
        total = Math.max(1, done);
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

    /**
     * The bar in so many columns: first the figures, the most wanted ones where there is no place for all,
     * then the bar and the task; filled up with spaces, so that nothing of a longer one stays.
     */
    synchronized String drawn(int width) {
        String drawn = percent();
        for (String figure : List.of("left " + left(), loss(), speed() + " examples/s")) {
            if (!figure.isEmpty() && drawn.length() + 2 + figure.length() <= width) {
                drawn += "  " + figure;
            }
        }
        int room = width - drawn.length() - 2;
        boolean named = room >= task.length() + SHORTEST_BAR + 4;
        int bar = Math.min(LONGEST_BAR, room - 2 - (named ? task.length() + 2 : 0));
        if (bar >= SHORTEST_BAR) {
            int full = (int) (bar * done / total);
            drawn += "  [" + "=".repeat(full) + " ".repeat(bar - full) + "]";
            drawn += named ? "  " + task : "";
        }
        return padded(drawn.substring(0, Math.min(drawn.length(), Math.max(0, width))), width);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private String percent() {
        // Rounded down: 100 % is said when all is done.
        return (long) Math.floor(100.0 * done / total) + " %";
    }

    private String measures() {
        String shown = loss();
        return speed() + " examples/s  " + (shown.isEmpty() ? "" : shown + "  ") + "left " + left();
    }

    private String speed() {
        OptionalDouble rate = pace.rate();
        return rate.isEmpty() ? "?" : rounded(rate.getAsDouble());
    }

    private String loss() {
        return Double.isNaN(loss) ? "" : String.format(Locale.ROOT, "loss %.4g", loss);
    }

    private String left() {
        return pace.left(total).map(ProgressLine::clock).orElse(done == total ? "0:00" : "?");
    }

    private static String rounded(double rate) {
        return rate >= 10
                ? Long.toString(Math.round(rate))
                : String.format(Locale.ROOT, "%.2g", rate);
    }

    /** Minutes and seconds, with hours where there are some: {@code 1:02:03}. */
    public static String clock(Duration left) {
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
