package dev.hearth.papers;

import dev.hearth.train.RunFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A job's folder, taken by this process for as long as it is at it; it ends with the process. */
final class JobClaim implements AutoCloseable {

    private final FileChannel channel;
    private final FileLock lock;

    private JobClaim(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /** Empty where another process is at it. */
    static Optional<JobClaim> of(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve("job.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            Optional<FileLock> lock = locked(channel);
            if (lock.isEmpty()) {
                channel.close();
            }
            return lock.map(held -> new JobClaim(channel, held));
        } catch (IOException failure) {
            throw RunFolder.unwritable(folder, failure);
        }
    }

    private static Optional<FileLock> locked(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException here) {
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
