package dev.hearth.data.download;

import dev.hearth.data.BadDataException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Unpacks compressed tar archives of one folder. Files and folders only; nothing that points outside,
 * no links, no more than a limit allows. What is unpacked appears whole or not at all.
 *
 * <pre>{@code
 * new Archives().unpack(Path.of("cifar-10-binary.tar.gz"), Path.of("data", "cifar-10-batches-bin"));
 * }</pre>
 */
public final class Archives {

    private static final String ASKED = "A tar.gz archive";

    /** What tar may need besides files: headers, long names, padding. */
    private static final long BETWEEN_FILES = 1 << 20;

    private final long mostBytes;
    private final int mostEntries;

    /** With a limit of one gibibyte in a thousand entries. */
    public Archives() {
        this(1L << 30, 1000);
    }

    /**
     * With limits of one's own.
     *
     * @param mostBytes the most that all files together may hold
     * @param mostEntries the most files and folders
     */
    public Archives(long mostBytes, int mostEntries) {
        this.mostBytes = mostBytes;
        this.mostEntries = mostEntries;
    }

    /**
     * Unpacks the one folder that an archive holds.
     *
     * @param target where that folder is to be; its name must be the folder's in the archive, and it
     *     must not exist
     * @throws BadDataException if {@code target} exists, or if the archive is missing, corrupt, too large, or
     *     holds anything but files and folders below one of that name
     */
    public void unpack(Path archive, Path target) {
        Path whole = target.toAbsolutePath().normalize();
        if (Files.exists(whole)) {
            throw new BadDataException(
                    "Unpacking " + archive + " needs a free place",
                    target + ", which exists",
                    "Move it away");
        }
        Path temporary = null;
        try {
            Files.createDirectories(whole.getParent());
            temporary = Files.createTempDirectory(whole.getParent(), ".unpacking-");
            String folder = whole.getFileName().toString();
            unpack(archive, folder, temporary);
            Path unpacked = temporary.resolve(folder);
            if (!Files.isDirectory(unpacked)) {
                throw bad(archive, " of the folder " + folder, "no such folder");
            }
            Files.move(unpacked, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | UncheckedIOException e) {
            throw new BadDataException(
                    ASKED,
                    archive + ", which cannot be unpacked: " + e.getMessage(),
                    "Check the file and the free space of the disk, or fetch it again",
                    e);
        } finally {
            if (temporary != null) {
                remove(temporary);
            }
        }
    }

    private void unpack(Path archive, String folder, Path into) throws IOException {
        long left = mostBytes;
        try (Budget budget =
                        new Budget(
                                new GZIPInputStream(
                                        new BufferedInputStream(
                                                Files.newInputStream(archive), 1 << 16)));
                TarArchiveInputStream tar = new TarArchiveInputStream(budget)) {
            for (int entries = 0; ; entries++) {
                TarArchiveEntry entry = next(tar, budget, archive);
                if (entry == null) {
                    return;
                }
                if (entries == mostEntries) {
                    throw bad(archive, " of at most " + mostEntries + " entries", "more");
                }
                Path path = place(entry, folder, into, archive);
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                if (entry.getSize() > left) {
                    throw bad(
                            archive,
                            " of at most " + mostBytes + " bytes unpacked",
                            entry.getName() + " of " + entry.getSize() + " bytes");
                }
                left -= entry.getSize();
                budget.allow(entry.getSize() + BETWEEN_FILES);
                Files.createDirectories(path.getParent());
                write(tar, path, entry.getSize());
            }
        }
    }

    private static TarArchiveEntry next(TarArchiveInputStream tar, Budget budget, Path archive)
            throws IOException {
        budget.allow(BETWEEN_FILES);
        try {
            return tar.getNextEntry();
        } catch (RuntimeException e) {
            // The parser's answer to some damaged headers.
            throw new IOException("damaged header: " + e.getMessage(), e);
        }
    }

    private static Path place(TarArchiveEntry entry, String folder, Path into, Path archive) {
        String name = entry.getName();
        boolean plain = entry.isDirectory() || entry.isFile() && !entry.isSparse();
        if (!plain || entry.isLink() || entry.isSymbolicLink() || !entry.getLinkName().isEmpty()) {
            throw bad(archive, " of plain files and folders", "the entry " + name);
        }
        List<String> parts = List.of((name.startsWith("./") ? name.substring(2) : name).split("/"));
        boolean inside =
                !name.startsWith("/")
                        && parts.stream().noneMatch(part -> part.isEmpty() || part.equals(".."))
                        && name.chars().noneMatch(c -> c < 32 || c == '\\' || c == ':')
                        && parts.get(0).equals(folder);
        if (!inside) {
            throw bad(archive, " of the folder " + folder + " alone", "the entry " + name);
        }
        Path path = into;
        for (String part : parts) {
            path = path.resolve(part);
        }
        return path;
    }

    private static void write(InputStream in, Path path, long size) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long written = 0;
        // CREATE_NEW: no entry may overwrite another.
        try (FileChannel out =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
                while (bytes.hasRemaining()) {
                    written += out.write(bytes);
                }
            }
            out.force(true);
        }
        if (written != size) {
            throw new IOException(path.getFileName() + " ends too early");
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // What is left is hidden by its dot, and harmless; the reason for being here matters
            // more.
            return;
        }
    }

    private static BadDataException bad(Path archive, String needs, String came) {
        return new BadDataException(
                ASKED + needs, came + " in " + archive, "Fetch the archive from its source again");
    }

    /** Ends a stream that gives more than was allowed since the last check. */
    private static final class Budget extends FilterInputStream {

        private long left;

        Budget(InputStream in) {
            super(in);
        }

        void allow(long bytes) {
            left = bytes;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            spend(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            spend(Math.max(0, count));
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(count);
            spend(skipped);
            return skipped;
        }

        private void spend(long count) throws IOException {
            left -= count;
            if (left < 0) {
                throw new IOException("more between its files than any archive needs");
            }
        }
    }
}
