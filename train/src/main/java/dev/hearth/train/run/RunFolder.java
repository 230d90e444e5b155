package dev.hearth.train.run;

import dev.hearth.data.BadDataException;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where one run keeps its files. Open, it is locked: two processes never work on the same run. */
public final class RunFolder implements AutoCloseable {

    private static final Pattern PLAIN = Pattern.compile("(?!\\.+$)[\\p{L}\\p{M}\\p{N}_.,+=()-]+");

    private static final String LOCK = "run.lock";
    private static final String RECIPE = "recipe.json";

    private final Path path;
    private final FolderLock lock;

    private RunFolder(Path path, FolderLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Opens a folder, made if it is not there.
     *
     * @param path where
     * @return locked
     * @throws BadDataException if it cannot be written, or another process works in it
     */
    public static RunFolder open(Path path) {
        return FolderLock.take(path, LOCK)
                .map(lock -> new RunFolder(path, lock))
                .orElseThrow(
                        () ->
                                new BadDataException(
                                        "A run works in a folder of its own, " + path,
                                        "one in which another process works just now",
                                        "Wait for it to end, or name another folder"));
    }

    /**
     * Refuses a folder that cannot be used, and leaves nothing in one that can.
     *
     * @throws BadDataException as {@link #open}
     */
    public static void check(Path path) {
        if (Files.exists(path.resolve(LOCK))) {
            open(path).close();
            return;
        }
        // What exists of it: the folder itself, or one that it would be made in.
        Path there = path.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!(Files.isDirectory(there) && Files.isWritable(there))) {
            throw AtomicFile.unwritable(
                    path,
                    Files.isDirectory(there)
                            ? new AccessDeniedException(there.toString())
                            : new NotDirectoryException(there.toString()));
        }
    }

    /**
     * The folder that a name stands for, such as a recipe's or a model's, which may come from a file: a
     * space becomes a dash.
     *
     * @param root what it lies in
     * @param name letters, digits, {@code -_.,+=()} and spaces, with {@code /} between folders
     * @return below {@code root}
     * @throws BadDataException if the name has other characters, or a part that is empty or of dots alone
     */
    public static Path below(Path root, String name) {
        String plain = name.replace(' ', '-');
        for (String part : plain.split("/", -1)) {
            if (!PLAIN.matcher(part).matches()) {
                throw new BadDataException(
                        "The name of a folder below "
                                + root
                                + " needs letters, digits, spaces and -_.,+=() alone, with / between"
                                + " its parts, none of them of dots alone",
                        name,
                        "Rename it, or say where to write with --out");
            }
        }
        return root.resolve(plain);
    }

    /**
     * Moves the files of a run of a classifier to another folder, so that another run can work in the first.
     * Its recipe comes last: interrupted, the first folder still says whose it was. Folders stay.
     *
     * @param from of the run
     * @param to gets its files, in the place of others of the same names; made if it is not there
     * @throws BadDataException if a file cannot be moved, or another process works in {@code from}
     */
    public static void move(Path from, Path to) {
        try (RunFolder locked = open(from)) {
            Files.createDirectories(to);
            List<Path> files;
            try (Stream<Path> all = Files.list(from)) {
                files =
                        all.filter(file -> Files.isRegularFile(file) && !file.endsWith(LOCK))
                                .sorted(Comparator.comparing(file -> file.endsWith(RECIPE)))
                                .toList();
            }
            for (Path file : files) {
                Files.move(
                        file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failure) {
            throw AtomicFile.unwritable(to, failure);
        }
    }

    /** A file in it. */
    public Path file(String name) {
        return path.resolve(name);
    }

    /**
     * Writes a text whole or not at all.
     *
     * @param text in UTF-8
     */
    public void write(String name, String text) {
        AtomicFile.write(file(name), text);
    }

    @Override
    public void close() {
        lock.close();
    }
}
