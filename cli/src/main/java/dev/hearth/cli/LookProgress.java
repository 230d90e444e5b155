package dev.hearth.cli;

import dev.hearth.data.dataset.FolderReport;
import dev.hearth.train.log.Display;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far the look at a folder is, where it takes longer than a second: on a terminal one line, which is gone
 * at the end; elsewhere a line now and then.
 */
final class LookProgress implements FolderReport.Progress, AutoCloseable {

    private static final long FIRST = Duration.ofSeconds(1).toNanos();
    private static final long REDRAWN = Duration.ofMillis(250).toNanos();
    private static final long PRINTED = Duration.ofSeconds(10).toNanos();

    private final Display display;
    private final PrintStream out;
    private final LongSupplier nanoseconds;
    private long next;
    private int width;

    LookProgress(Display display, PrintStream out, LongSupplier nanoseconds) {
        this.display = display;
        this.out = out;
        this.nanoseconds = nanoseconds;
        this.next = nanoseconds.getAsLong() + (display == Display.TERMINAL ? FIRST : PRINTED);
    }

    /** Looks at a folder. */
    static FolderReport of(Path folder, boolean isQuiet) {
        Display display = isQuiet ? Display.QUIET : Display.detect();
        try (LookProgress shown = new LookProgress(display, System.out, System::nanoTime)) {
            return FolderReport.of(folder, shown);
        }
    }

    @Override
    public synchronized void looked(int looked, int all) {
        long now = nanoseconds.getAsLong();
        if (display == Display.QUIET || now < next) {
            return;
        }
        String line = String.format(Locale.ROOT, "Looked at %,d of %,d pictures …", looked, all);
        if (display == Display.TERMINAL) {
            out.print("\r" + line);
            width = line.length();
            next = now + REDRAWN;
        } else {
            out.println(line);
            next = now + PRINTED;
        }
        out.flush();
    }

    @Override
    public synchronized void close() {
        if (width > 0) {
            out.print("\r" + " ".repeat(width) + "\r");
            out.flush();
        }
    }
}
