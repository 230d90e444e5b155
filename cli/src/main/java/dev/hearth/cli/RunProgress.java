package dev.hearth.cli;

import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.log.Display;
import dev.hearth.train.run.ProgressListener;
import java.util.function.Consumer;

/** How a run is shown: a line an epoch, the bar below them, notes between them. */
final class RunProgress implements TrainingListener, AutoCloseable {

    private final ProgressListener line;
    private final Consumer<String> notes;
    private final Interruption interruption;

    private RunProgress(ProgressListener line, Consumer<String> notes, Interruption interruption) {
        this.line = line;
        this.notes = notes;
        this.interruption = interruption;
    }

    /** Quiet, with notes on the error stream, if the output is JSON. */
    static RunProgress of(String name, boolean json, Interruption interruption) {
        ProgressListener line =
                new ProgressListener(name, json ? Display.QUIET : Display.detect(), System.out)
                        .withEpochs();
        return new RunProgress(line, json ? System.err::println : line::say, interruption);
    }

    @Override
    public void accept(TrainingEvent event) {
        // At the end of the process the interruption says where the run is.
        RunNotes.of(event).filter(note -> !interruption.isComing()).ifPresent(notes);
        interruption.accept(event);
        line.accept(event);
    }

    @Override
    public void close() {
        line.close();
    }
}
