package dev.hearth.train;

import dev.hearth.data.BadData;
import dev.hearth.train.checkpoint.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where one run keeps its files. Open, it is locked: two processes never work on the same run. */
public final class RunFolder implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private RunFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
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
        FileChannel channel;
        try {
            Files.createDirectories(path);
            channel =
                    FileChannel.open(
                            path.resolve("run.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
        } catch (IOException failure) {
            throw unwritable(path, failure);
        }
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new RunFolder(path, channel, lock);
            }
        } catch (OverlappingFileLockException here) {
            // The same process holds it: as good as another one.
        } catch (IOException failure) {
            throw unwritable(path, failure);
        }
        try {
            channel.close();
        } catch (IOException ignored) {
            // Nothing was written through it.
        }
        throw new BadData(
                "A run works in a folder of its own, " + path,
                "one in which another process works just now",
                "Wait for it to end, or name another folder with --out");
    }

    /**
     * What is said of a folder that cannot be written.
     *
     * @param path the folder
     * @param failure what the system said
     * @return to be thrown
     */
    public static BadData unwritable(Path path, IOException failure) {
        return new BadData(
                "A run writes its files to " + path,
                failure.toString(),
                "Name a folder that can be written and has room, with --out",
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
        try {
            lock.release();
            channel.close();
        } catch (IOException ignored) {
            // The lock ends with the process at the latest.
        }
    }
}
