package dev.hearth.cli;

import dev.hearth.data.Visible;
import dev.hearth.train.Event;
import dev.hearth.train.Listener;
import java.io.PrintStream;

/** Says in lines what whoever started a run should know: where it goes on, or that it was done. */
record Notes(PrintStream out) implements Listener {

    /** On the error stream where the output is for programs. */
    static Notes of(boolean json) {
        return new Notes(json ? System.err : System.out);
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Noted noted) {
            out.println(Visible.of(noted.words()));
        } else if (event instanceof Event.Started started && started.fromStep() > 0) {
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
