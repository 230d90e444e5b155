package dev.hearth.experiments;

import dev.hearth.train.run.RunFolder;
import java.nio.file.Path;

/** A picture of what runs left in their folders, which figures alone do not have. */
public interface RunFigure extends Figure {

    /** The folder of a run: {@code ARM/SEED}, with dashes for spaces. */
    static Path folder(Path runs, String arm, long seed) {
        return RunFolder.below(runs, arm).resolve(Long.toString(seed));
    }
}
