package dev.hearth.weights;

import dev.hearth.data.BadDataException;
import dev.hearth.data.CancelledException;
import dev.hearth.tensor.Check;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A file that is there whole or not at all: written beside its place, forced to the disk, renamed,
 * and the folder forced too, so that after a power cut one finds the old file or the new one.
 *
 * <p>While it is written, the file is called {@code .NAME.ID.part} and is locked. What a killed writer
 * left behind is not locked; the next writer of the same name removes it.
 *
 * <pre>{@code
 * AtomicFile.write(folder.resolve("log.csv"), out -> out.write(ByteBuffer.wrap(bytes)));
 * }</pre>
 */
public final class AtomicFile {

    private static final String SUFFIX = ".part";
    // Far behind any content, for Windows forbids reading what is locked.
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    private static final int TRIES = 100;
    // Of errors for which Java has no exception of their own.
    private static final List<String> FOLDER_REASONS =
            List.of(
                    "Read-only file system",
                    "Not a directory",
                    "Is a directory",
                    "File name too long",
                    "Operation not permitted",
                    "Too many levels of symbolic links");
    // Begins the ids of this process. Its parts are no leftovers, and are not opened to be tried:
    // a channel that is closed releases every lock that its process has on the file.
    private static final String OWN = UUID.randomUUID().toString().substring(0, 18);
    private static final String OTHER_ID =
            "(?!" + OWN + ")[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private AtomicFile() {}

    /** What writes a file's content. */
    @FunctionalInterface
    public interface Body {

        /**
         * Writes everything.
         *
         * @throws IOException if it cannot be written; the old file then stays
         */
        void writeTo(WritableByteChannel out) throws IOException;
    }

    /**
     * Writes a file whole or leaves what was there.
     *
     * @throws IOException if the disk is full or the folder cannot be written; the old file, if there
     *     was one, is then untouched and nothing else is left behind
     */
    public static void write(Path file, Body body) throws IOException {
        write(file, body, UnaryOperator.identity());
    }

    /** Writes a text whole or not at all. */
    public static void write(Path file, String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            write(
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

    /**
     * What is said of a folder that cannot be written: a {@link BadDataException} where it is not there, is
     * read-only or belongs to somebody else, a {@link WriteFailedException} where the disk is full or fails.
     */
    public static RuntimeException unwritable(Path path, IOException failure) {
        return failed(
                "Files are written to " + path,
                "Name a folder that can be written and has free space",
                failure);
    }

    /** The same, said otherwise. */
    public static RuntimeException failed(String needed, String remedy, IOException failure) {
        if (failure instanceof ClosedByInterruptException) {
            return new CancelledException(
                    Check.message(needed, "an interrupt, which cancels it", "Start it again"),
                    failure);
        }
        return isOfFolder(failure)
                ? new BadDataException(needed, failure.toString(), remedy, failure)
                : new WriteFailedException(needed, remedy, failure);
    }

    private static boolean isOfFolder(IOException failure) {
        return failure instanceof AccessDeniedException
                || failure instanceof FileAlreadyExistsException
                || failure instanceof NoSuchFileException
                || failure instanceof NotDirectoryException
                || failure instanceof FileNotFoundException
                || FOLDER_REASONS.stream().anyMatch(String.valueOf(failure.getMessage())::contains);
    }

    /** The same through a channel of the test's choice, such as one that runs full. */
    public static void write(Path file, Body body, UnaryOperator<WritableByteChannel> through)
            throws IOException {
        write(new FileVersions(file, 1), body, through);
    }

    /** The same; what had the name before is kept as an earlier version, once the new file is whole. */
    public static void write(
            FileVersions versions, Body body, UnaryOperator<WritableByteChannel> through)
            throws IOException {
        Path target = versions.file().toAbsolutePath();
        removeLeftovers(target);
        Path part = null;
        boolean done = false;
        try (Beside beside = Beside.open(target)) {
            part = beside.path();
            body.writeTo(whole(through.apply(beside.channel())));
            beside.channel().force(true);
            versions.shift();
            // Renamed while it is open and locked, so that no other writer takes it for a leftover.
            rename(part, target);
            done = true;
        } finally {
            if (!done && part != null) {
                Files.deleteIfExists(part);
            }
        }
        forceFolder(target);
    }

    /**
     * Gives a file a second name, whole or not at all: a link, or a copy where the file system has no links.
     *
     * @param existing which is never written to again, only replaced
     * @param file the second name; a file that has it is replaced
     * @throws IOException as {@link #write(Path, Body)}
     */
    public static void link(Path existing, Path file) throws IOException {
        Path target = file.toAbsolutePath();
        removeLeftovers(target);
        Path part = part(target);
        try {
            Files.createLink(part, existing);
        } catch (UnsupportedOperationException | IOException noLinks) {
            try (FileChannel in = FileChannel.open(existing, StandardOpenOption.READ)) {
                write(file, out -> transfer(in, out));
            }
            return;
        }
        try {
            rename(part, target);
        } finally {
            // Where both are the same file already, the system renames nothing.
            Files.deleteIfExists(part);
        }
        forceFolder(target);
    }

    private static void transfer(FileChannel in, WritableByteChannel out) throws IOException {
        for (long at = 0; at < in.size(); ) {
            at += in.transferTo(at, in.size() - at, out);
        }
    }

    /** Removes what killed writers of a file left behind, as the next writer does. */
    public static void clean(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        if (Files.isDirectory(target.getParent())) {
            removeLeftovers(target);
        }
    }

    /** A channel whose writes are never partial. */
    private static WritableByteChannel whole(WritableByteChannel channel) {
        return new WritableByteChannel() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                int count = source.remaining();
                while (source.hasRemaining()) {
                    channel.write(source);
                }
                return count;
            }

            @Override
            public boolean isOpen() {
                return channel.isOpen();
            }

            @Override
            public void close() {
                // The file is forced and renamed first; whoever opened it closes it.
            }
        };
    }

    private static void rename(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void forceFolder(Path target) {
        try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            // Windows opens no folders, and some network disks force none; the file itself is safe.
            return;
        }
    }

    private static String prefix(Path target) {
        return "." + target.getFileName() + ".";
    }

    /** A name that was never used. */
    private static Path part(Path target) {
        String id = OWN + UUID.randomUUID().toString().substring(OWN.length());
        return target.resolveSibling(prefix(target) + id + SUFFIX);
    }

    private static void removeLeftovers(Path target) throws IOException {
        Pattern mine =
                Pattern.compile(Pattern.quote(prefix(target)) + OTHER_ID + Pattern.quote(SUFFIX));
        try (DirectoryStream<Path> leftovers =
                Files.newDirectoryStream(
                        target.getParent(),
                        path -> mine.matcher(path.getFileName().toString()).matches())) {
            for (Path leftover : leftovers) {
                removeUnlocked(leftover);
            }
        }
    }

    private static void removeUnlocked(Path leftover) {
        try (FileChannel channel = FileChannel.open(leftover, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false)) {
            if (lock != null) {
                Files.deleteIfExists(leftover);
            }
        } catch (IOException | OverlappingFileLockException e) {
            // Another process is writing it, or it cannot be removed: it does no harm.
            return;
        }
    }

    /**
     * A new, locked file beside its final place. It keeps a reference to the lock, because the virtual machine
     * releases a lock without references.
     */
    private record Beside(Path path, FileChannel channel, Optional<FileLock> lock)
            implements AutoCloseable {

        static Beside open(Path target) throws IOException {
            for (int i = 0; i < TRIES; i++) {
                // No name is used twice: whoever holds an old name's lock may remove that name.
                Path path = part(target);
                FileChannel channel =
                        FileChannel.open(
                                path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
                try {
                    FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
                    // A writer that took it for a leftover may have come before the lock.
                    if (lock != null && Files.exists(path)) {
                        return new Beside(path, channel, Optional.of(lock));
                    }
                } catch (OverlappingFileLockException e) {
                    // Another writer takes it for a leftover, and removes it.
                    channel.close();
                    continue;
                } catch (IOException e) {
                    // A file system without locks: no other process can lock it either, so none
                    // removes it.
                    return new Beside(path, channel, Optional.empty());
                }
                channel.close();
            }
            throw new IOException(
                    Check.message(
                            "Writing " + target + " needs a lock on a file beside it",
                            "none in " + TRIES + " tries",
                            "Have fewer writers of one file"));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
