package dev.hearth.train.checkpoint;

import dev.hearth.tensor.Check;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

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

    /** When the newest checkpoint was written; 1970 where there is none. What cannot be read holds none. */
    private static FileTime newest(Path folder) {
        Newest newest = new Newest();
        try {
            Files.walkFileTree(folder, newest);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return newest.time;
    }

    /** Goes on past folders and files that are gone or may not be read. */
    private static final class Newest extends SimpleFileVisitor<Path> {
        private FileTime time = FileTime.fromMillis(0);

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            FileTime written = attributes.lastModifiedTime();
            if (file.endsWith(Checkpoint.FILE) && written.compareTo(time) > 0) {
                time = written;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }
}
