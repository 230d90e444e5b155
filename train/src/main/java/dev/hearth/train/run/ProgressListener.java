package dev.hearth.train.run;

import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.log.Display;
import dev.hearth.train.log.ProgressLine;
import java.io.PrintStream;

/** Shows how a run goes: a bar on a terminal, lines elsewhere. */
public final class ProgressListener implements TrainingListener, AutoCloseable {

    private final String name;
    private final Display display;
    private final PrintStream out;
    private ProgressLine line;
    private long step;
    private int batch;

    /**
     * A watch for one run.
     *
     * @param name of the run, for people
     * @param display how
     * @param out where
     */
    public ProgressListener(String name, Display display, PrintStream out) {
        this.name = name;
        this.display = display;
        this.out = out;
    }

    @Override
    public void accept(TrainingEvent event) {
        if (event instanceof TrainingEvent.Started started) {
            batch = started.batch();
            step = started.fromStep();
            long total = started.epochs() * started.stepsPerEpoch() * batch;
            line = ProgressLine.resume(name, step * batch, total, display, out, System::nanoTime);
        } else if (event instanceof TrainingEvent.Stepped stepped) {
            double loss =
                    stepped.losses().values().stream()
                            .mapToDouble(Double::doubleValue)
                            .average()
                            .orElse(Double.NaN);
            line.advance((stepped.step() - step) * batch, loss);
            step = stepped.step();
        }
    }

    @Override
    public void close() {
        if (line != null) {
            line.close();
        }
    }
}
