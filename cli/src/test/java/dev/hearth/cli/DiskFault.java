package dev.hearth.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts the changes of files below some folders, of which one fails, or all from one on. */
final class DiskFault {

    /** What is done to a file. */
    enum Change {
        CREATE,
        WRITE,
        FORCE,
        FOLDER,
        LINK,
        RENAME,
        TRUNCATE,
        DELETE
    }

    /** How a disk fails. */
    enum Mode {
        /** From a change on there is no space; a write still finds room for a half. */
        FULL("No space left on device"),
        /** From a change on nothing can be written. */
        FAILING("Input/output error"),
        /** A single change fails. */
        ONCE("Input/output error");

        private final String said;

        Mode(String said) {
            this.said = said;
        }

        String said() {
            return said;
        }
    }

    private List<Path> below = List.of();
    private Mode mode = Mode.ONCE;
    private long first = Long.MAX_VALUE;
    private long count;
    private long writes;
    private String fired = "";
    private final Map<Path, Integer> renamed = new LinkedHashMap<>();

    /**
     * Begins to count.
     *
     * @param first change that fails, from 1; the greatest number for none
     * @param below the folders whose changes count
     */
    synchronized void begin(Mode how, long first, List<Path> below) {
        this.mode = how;
        this.first = first;
        this.below = List.copyOf(below);
        count = 0;
        writes = 0;
        fired = "";
        renamed.clear();
    }

    /** Ends to count. */
    synchronized void end() {
        below = List.of();
    }

    /** How many changes there were. */
    synchronized long count() {
        return count;
    }

    /** How many of them hand bytes of an open file to the system. */
    synchronized long writes() {
        return writes;
    }

    /** The first change that failed; empty where none did. */
    synchronized String fired() {
        return fired;
    }

    /** The hash of what was renamed to a name last, by name. */
    synchronized Map<Path, Integer> renamed() {
        return Map.copyOf(renamed);
    }

    private boolean counts(Path path) {
        String whole = path.toAbsolutePath().normalize().toString();
        return below.stream().map(Path::toString).anyMatch(whole::startsWith);
    }

    /** Fails or does nothing. */
    synchronized void before(Change change, Path path) throws IOException {
        if (!counts(path)) {
            return;
        }
        count++;
        if (fails(change)) {
            fire(change, path);
            throw change == Change.FORCE || change == Change.WRITE || change == Change.TRUNCATE
                    ? new IOException(mode.said)
                    : new FileSystemException(path.toString(), null, mode.said);
        }
    }

    /** How many of some bytes are written. */
    synchronized int room(Path path, int bytes) throws IOException {
        if (counts(path) && bytes > 0) {
            writes++;
            if (mode == Mode.FULL && count + 1 == first && bytes > 1) {
                count++;
                fire(Change.WRITE, path);
                return bytes / 2;
            }
            before(Change.WRITE, path);
        }
        return bytes;
    }

    private boolean fails(Change change) {
        if (mode == Mode.ONCE) {
            return count == first;
        }
        boolean needsRoom = change != Change.DELETE && change != Change.TRUNCATE;
        return count >= first && (mode == Mode.FAILING || needsRoom);
    }

    private void fire(Change change, Path path) {
        if (fired.isEmpty()) {
            fired = change + " " + path.getFileName();
        }
    }

    /** Keeps what has a name now. */
    synchronized void renamed(Path path) throws IOException {
        if (counts(path) && Files.isRegularFile(path)) {
            renamed.put(path, Arrays.hashCode(Files.readAllBytes(path)));
        }
    }
}
