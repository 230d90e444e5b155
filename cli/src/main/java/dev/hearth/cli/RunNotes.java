package dev.hearth.cli;

import dev.hearth.data.TerminalText;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import java.io.PrintStream;

/** Prints notes of a run: where it goes on, or that it was finished before. */
record RunNotes(PrintStream out) implements TrainingListener {

    /** On the error stream if the output is JSON. */
    static RunNotes of(boolean json) {
        return new RunNotes(json ? System.err : System.out);
    }

    @Override
    public void accept(TrainingEvent event) {
        if (event instanceof TrainingEvent.Noted noted) {
            out.println(TerminalText.of(noted.words()));
        } else if (event instanceof TrainingEvent.Started started && started.fromStep() > 0) {
            long within = started.fromStep() % started.stepsPerEpoch();
            out.println(
                    "Goes on after "
                            + started.fromStep() / started.stepsPerEpoch()
                            + " of "
                            + started.epochs()
                            + " epochs"
                            + (within == 0
                                    ? "."
                                    : " and "
                                            + within
                                            + " of "
                                            + started.stepsPerEpoch()
                                            + " steps of the next."));
        }
    }
}
