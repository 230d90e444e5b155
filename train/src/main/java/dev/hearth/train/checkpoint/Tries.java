package dev.hearth.train.checkpoint;

import dev.hearth.tensor.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How often the workers of a run were started from its last checkpoint. Where one is lost, all are started
 * again, three times at most unless a new checkpoint was written meanwhile.
 */
public final class Tries {

    private static final int MOST = 3;

    private final int workers;
    private final Path runs;
    private FileTime newest;
    private int failed;

    /**
     * Before the first.
     *
     * @param runs a folder below which checkpoints are written, at any depth
     */
    public Tries(int workers, Path runs) {
        this.workers = workers;
        this.runs = runs;
        this.newest = newest(runs);
    }

    /**
     * Counts one that has lost a worker.
     *
     * @param lost which worker, and how
     * @param place where to look for the cause
     * @return what to say if it was the last; else empty
     */
    public Optional<String> failed(String lost, String place) {
        FileTime now = newest(runs);
        failed = now.equals(newest) ? failed + 1 : 1;
        newest = now;
        return failed < MOST
                ? Optional.empty()
                : Optional.of(
                        Check.message(
                                "A run of " + workers + " workers needs each of them until its end",
                                lost + ", for the third time since the last checkpoint",
                                "Look at "
                                        + place
                                        + "; called again, the run resumes from its last checkpoint"));
    }

    /** When the newest checkpoint was written; 1970 where there is none. */
    private static FileTime newest(Path folder) {
        FileTime none = FileTime.fromMillis(0);
        if (!Files.isDirectory(folder)) {
            return none;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith(Checkpoint.FILE))
                    .map(Tries::written)
                    .max(Comparator.naturalOrder())
                    .orElse(none);
        } catch (IOException unreadable) {
            return none;
        }
    }

    private static FileTime written(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }
}
