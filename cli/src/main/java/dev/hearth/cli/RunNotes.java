package dev.hearth.cli;

import dev.hearth.data.TerminalText;
import dev.hearth.train.TrainingEvent;
import java.util.Optional;

/** What is said of a run besides its figures: where it goes on, or that it was finished before. */
final class RunNotes {

    private RunNotes() {}

    static Optional<String> of(TrainingEvent event) {
        if (event instanceof TrainingEvent.Noted noted) {
            return Optional.of(TerminalText.of(noted.words()));
        } else if (event instanceof TrainingEvent.Started started && started.fromStep() > 0) {
            long within = started.fromStep() % started.stepsPerEpoch();
            return Optional.of(
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
        return Optional.empty();
    }
}
