package dev.hearth.experiments;

import dev.hearth.experiments.claim.Evidence;
import dev.hearth.train.run.Run;
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
     * What kind of file it is.
     *
     * @return the file name's ending, without a dot
     */
    default String ending() {
        return "png";
    }

    /**
     * Draws it.
     *
     * @param evidence the outcome
     * @param runs holds a folder for each arm and seed, {@code ARM/SEED}, with dashes for spaces
     * @param place data sets, recipes' JSON and device
     * @param file written whole or not at all
     */
    void draw(Evidence evidence, Path runs, Run.Place place, Path file);

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
