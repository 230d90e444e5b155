package dev.hearth.train.run;

import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.log.Display;
import dev.hearth.train.log.EpochTable;
import dev.hearth.train.log.ProgressLine;
import dev.hearth.train.log.WrappedText;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/** Shows how a run goes: a bar on a terminal, lines elsewhere, and a line an epoch where that is wanted. */
public final class ProgressListener implements TrainingListener, AutoCloseable {

    private final String name;
    private final Display display;
    private final PrintStream out;
    private final boolean showsEpochs;
    private ProgressLine line;
    private EpochTable table;
    private TrainingEvent.Started started;
    private long begun;
    private long step;
    private double rate = Double.NaN;

    private ProgressListener(String name, Display display, PrintStream out, boolean showsEpochs) {
        this.name = name;
        this.display = display;
        this.out = out;
        this.showsEpochs = showsEpochs;
    }

    /**
     * A watch for one run.
     *
     * @param name of the run, for people
     * @param display how
     * @param out where
     */
    public ProgressListener(String name, Display display, PrintStream out) {
        this(name, display, out, false);
    }

    /** The same with a line an epoch ({@link EpochTable}). */
    public ProgressListener withEpochs() {
        return new ProgressListener(name, display, out, true);
    }

    @Override
    public void accept(TrainingEvent event) {
        if (event instanceof TrainingEvent.Started beginning) {
            started = beginning;
            step = started.fromStep();
            begun = System.nanoTime();
            table = new EpochTable(started.epochs(), started.history());
            long total = started.epochs() * started.stepsPerEpoch() * started.batch();
            line =
                    ProgressLine.resume(
                            name, step * started.batch(), total, display, out, System::nanoTime);
        } else if (event instanceof TrainingEvent.Stepped stepped) {
            double loss =
                    stepped.losses().values().stream()
                            .mapToDouble(Double::doubleValue)
                            .average()
                            .orElse(Double.NaN);
            line.advance((stepped.step() - step) * started.batch(), loss);
            step = stepped.step();
            rate = stepped.rate();
        } else if (event instanceof TrainingEvent.Measured measured && showsEpochs) {
            table.lines(measured.epoch(), measured.figures(), rate, left()).forEach(line::say);
        } else if (event instanceof TrainingEvent.Finished) {
            line.finish();
        }
    }

    /** What the rest takes at the mean speed since the start, measuring included. */
    private Optional<Duration> left() {
        long done = step - started.fromStep();
        long rest = started.epochs() * started.stepsPerEpoch() - step;
        double spent = System.nanoTime() - begun;
        return done == 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos((long) (spent / done * rest)));
    }

    /** Prints a line, above the bar where there is one. */
    public void say(String words) {
        if (line != null) {
            line.say(words);
        } else if (display != Display.QUIET) {
            out.println(display == Display.TERMINAL ? WrappedText.of(words) : words);
        }
    }

    @Override
    public void close() {
        if (line != null) {
            line.close();
        }
    }
}
