package dev.hearth.experiments;

import dev.hearth.experiments.claim.Evidence;
import dev.hearth.train.dataset.DatasetProvider;
import java.nio.file.Path;

/** Something that is drawn of an experiment's outcome. */
public interface Figure {

    /**
     * What the file is called, without its ending.
     *
     * @return a word
     */
    String word();

    /**
     * What it shows, for those who cannot see it.
     *
     * @return a sentence
     */
    String caption();

    /**
     * Draws it.
     *
     * @param evidence the outcome
     * @param file written whole or not at all
     */
    void draw(Evidence evidence, Path file);

    /**
     * What kind of file it is.
     *
     * @return the file name's ending, without a dot
     */
    default String ending() {
        return "png";
    }

    /**
     * Draws it from what the runs left in their folders besides.
     *
     * @param evidence the outcome
     * @param runs holds a folder for each arm, {@code ARM/SEED}, with dashes for spaces
     * @param file written whole or not at all
     */
    default void draw(Evidence evidence, Path runs, Path file) {
        draw(evidence, file);
    }

    /**
     * Draws it from those and from the sets that they learned from.
     *
     * @param evidence the outcome
     * @param runs holds a folder for each arm, as above
     * @param datasets of data sets
     * @param file written whole or not at all
     */
    default void draw(Evidence evidence, Path runs, DatasetProvider datasets, Path file) {
        draw(evidence, runs, file);
    }

    /**
     * Whether there is anything to draw.
     *
     * @param evidence the outcome
     * @return false where the runs left nothing of what it shows
     */
    default boolean hasSubject(Evidence evidence) {
        return true;
    }
}
