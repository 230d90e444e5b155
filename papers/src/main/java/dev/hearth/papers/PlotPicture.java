package dev.hearth.papers;

import dev.hearth.train.RunFolder;
import dev.hearth.train.claim.Evidence;
import java.io.IOException;
import java.nio.file.Path;

/** A picture that is lines against something: drawn as a file, and on the report with hover. */
public interface PlotPicture extends Picture {

    /**
     * What is drawn.
     *
     * @param evidence the outcome
     * @return its lines; none where there is nothing to draw
     */
    Plot plot(Evidence evidence);

    @Override
    default boolean hasSubject(Evidence evidence) {
        return !plot(evidence).lines().isEmpty();
    }

    @Override
    default void draw(Evidence evidence, Path file) {
        try {
            plot(evidence).write(file);
        } catch (IOException failure) {
            throw RunFolder.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }
}
