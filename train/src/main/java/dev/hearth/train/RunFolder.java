package dev.hearth.train;

import dev.hearth.data.BadData;
import dev.hearth.train.checkpoint.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where one run keeps its files. Open, it is locked: two processes never work on the same run. */
public final class RunFolder implements AutoCloseable {

    private static final Pattern PLAIN = Pattern.compile("(?!\\.+$)[\\p{L}\\p{M}\\p{N}_.,+=()-]+");

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
     * @throws BadData if it cannot be written, or another process works in it
     */
    public static RunFolder open(Path path) {
        return FolderLock.take(path, "run.lock")
                .map(lock -> new RunFolder(path, lock))
                .orElseThrow(
                        () ->
                                new BadData(
                                        "A run works in a folder of its own, " + path,
                                        "one in which another process works just now",
                                        "Wait for it to end, or name another folder"));
    }

    /**
     * The folder that a name stands for, such as a recipe's or a model's, which may come from a file: a
     * space becomes a dash.
     *
     * @param root what it lies in
     * @param name letters, digits, {@code -_.,+=()} and spaces, with {@code /} between folders
     * @return below {@code root}
     * @throws BadData if the name has other characters, or a part that is empty or of dots alone
     */
    public static Path below(Path root, String name) {
        String plain = name.replace(' ', '-');
        for (String part : plain.split("/", -1)) {
            if (!PLAIN.matcher(part).matches()) {
                throw new BadData(
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
     * What is said of a folder that cannot be written.
     *
     * @param path the folder
     * @param failure what the system said
     * @return to be thrown; {@link Cancelled} where an interrupt closed the file
     */
    public static RuntimeException unwritable(Path path, IOException failure) {
        if (failure instanceof ClosedByInterruptException) {
            return new Cancelled(
                    "A run writes its files to "
                            + path
                            + ". Received: an interrupt, which cancels it. Start it again.",
                    failure);
        }
        return new BadData(
                "A run writes its files to " + path,
                failure.toString(),
                "Name a folder that can be written and has room",
                failure);
    }

    /**
     * A file in it.
     *
     * @param name of the file
     * @return its path
     */
    public Path file(String name) {
        return path.resolve(name);
    }

    /**
     * Writes a text whole or not at all.
     *
     * @param name of the file
     * @param text in UTF-8
     */
    public void write(String name, String text) {
        write(file(name), text);
    }

    /**
     * Writes a text whole or not at all.
     *
     * @param file where
     * @param text in UTF-8
     */
    public static void write(Path file, String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            AtomicFile.write(
                    file,
                    out -> {
                        while (bytes.hasRemaining()) {
                            out.write(bytes);
                        }
                    });
        } catch (IOException failure) {
            throw unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }

    @Override
    public void close() {
        lock.close();
    }
}
