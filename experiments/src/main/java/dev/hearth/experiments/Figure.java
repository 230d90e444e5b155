package dev.hearth.experiments;

import dev.hearth.experiments.claim.Evidence;
import dev.hearth.train.run.Run;
import java.nio.file.Path;

/** Something that is drawn of an experiment's outcome. */
public interface Figure {

    /** What the file is called, without its extension. */
    String word();

    /** What it shows, for readers who cannot see it. */
    String caption();

    /** The file name's extension, without a dot. */
    default String ending() {
        return "png";
    }

    /**
     * Draws it into a file, which is written completely or not at all.
     *
     * @param runs holds a folder for each arm and seed, {@code ARM/SEED}, with dashes for spaces
     * @param place data sets, recipes' JSON and device
     */
    void draw(Evidence evidence, Path runs, Run.Place place, Path file);

    /** Whether the runs left anything that it shows. */
    default boolean hasSubject(Evidence evidence) {
        return true;
    }
}
