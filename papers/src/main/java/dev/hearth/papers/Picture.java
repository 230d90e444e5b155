package dev.hearth.papers;

import dev.hearth.train.claim.Evidence;
import java.nio.file.Path;

/** Something that is drawn of an experiment's outcome. */
public interface Picture {

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
     * @param file a PNG, written whole or not at all
     */
    void draw(Evidence evidence, Path file);

    /**
     * Draws it where it needs more of the runs than their figures, such as a trained net.
     *
     * @param evidence the outcome
     * @param runs the experiment's folder, with one of each arm, and in it one of each seed
     * @param file a PNG, written whole or not at all
     */
    default void draw(Evidence evidence, Path runs, Path file) {
        draw(evidence, file);
    }
}
