package dev.hearth.train.run;

import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A folder, taken by this process for as long as it is at it; the lock ends with the process.
 *
 * <pre>{@code
 * Optional<FolderLock> taken = FolderLock.take(folder, "job.lock");   // empty: somebody else is at it
 * }</pre>
 */
public final class FolderLock implements AutoCloseable {

    private final FileChannel channel;
    private final FileLock lock;

    private FolderLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes a folder, made if it is not there.
     *
     * @param folder which
     * @param name of the file in it that is locked
     * @return empty where another process, or another part of this one, has it
     * @throws dev.hearth.data.BadDataException if it cannot be written
     */
    public static Optional<FolderLock> take(Path folder, String name) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve(name),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            Optional<FileLock> lock = locked(channel);
            if (lock.isEmpty()) {
                channel.close();
            }
            return lock.map(held -> new FolderLock(channel, held));
        } catch (IOException failure) {
            throw AtomicFile.unwritable(folder, failure);
        }
    }

    private static Optional<FileLock> locked(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException here) {
            // The same process holds it: as good as another one.
            return Optional.empty();
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
