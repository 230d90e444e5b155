package dev.hearth.train.run;

import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder, taken by this process for as long as it is at it; the lock ends with the process.
 *
 * <pre>{@code
 * Optional<FolderLock> taken = FolderLock.take(folder, "job.lock");   // empty: somebody else is at it
 * }</pre>
 */
public final class FolderLock implements AutoCloseable {

    /** Never opened again: a channel that is closed releases every lock that this process has on its file. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileLock lock;

    private FolderLock(Path file, FileLock lock) {
        this.file = file;
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
            Path file = folder.toRealPath().resolve(name);
            return HELD.add(file) ? locked(file) : Optional.empty();
        } catch (IOException failure) {
            throw AtomicFile.unwritable(folder, failure);
        }
    }

    private static Optional<FolderLock> locked(Path file) throws IOException {
        FileChannel channel = null;
        Optional<FileLock> lock = Optional.empty();
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = Optional.ofNullable(channel.tryLock());
            return lock.map(held -> new FolderLock(file, held));
        } catch (OverlappingFileLockException loadedTwice) {
            // Held through another class loader.
            return Optional.empty();
        } finally {
            if (lock.isEmpty()) {
                release(file, channel);
            }
        }
    }

    private static void release(Path file, Channel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException ignored) {
            // The lock ends with the process at the latest.
        } finally {
            HELD.remove(file);
        }
    }

    @Override
    public void close() {
        release(file, lock.acquiredBy());
    }
}
