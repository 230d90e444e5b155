package dev.hearth.experiments;

import dev.hearth.experiments.claim.Evidence;
import dev.hearth.train.run.Run;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;

/** A picture that is lines against something: drawn as a file, and on the report with hover. */
public interface PlotFigure extends Figure {

    /** The lines to draw; none where the runs lack the figure. */
    Plot plot(Evidence evidence);

    @Override
    default boolean hasSubject(Evidence evidence) {
        return !plot(evidence).lines().isEmpty();
    }

    @Override
    default void draw(Evidence evidence, Path runs, Run.Place place, Path file) {
        try {
            plot(evidence).write(file);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }
}
