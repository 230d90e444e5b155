package dev.hearth.data.download;

import dev.hearth.data.BadDataException;
import dev.hearth.data.dataset.Cifar;
import dev.hearth.data.dataset.Idx;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Looks at one file of a data set. */
final class FileInspection {

    private final DatasetFile piece;
    private final Path file;

    /** Finds the file in a folder, by its name or, for IDX, its name with {@code .gz} behind it. */
    FileInspection(Path folder, DatasetFile piece) {
        this.piece = piece;
        Path plain = folder.resolve(piece.fileName());
        Path packed = folder.resolve(piece.fileName() + ".gz");
        boolean isPacked =
                piece.form() == DatasetFile.Form.IDX
                        && !Files.isRegularFile(plain)
                        && Files.isRegularFile(packed);
        this.file = isPacked ? packed : plain;
    }

    Path file() {
        return file;
    }

    boolean present() {
        return Files.isRegularFile(file);
    }

    /**
     * How many examples its header or its size tells of.
     *
     * @throws BadDataException if it has not the right form
     */
    int examples() {
        return switch (piece.form()) {
            case IDX -> Idx.extents(file).get(0);
            case CIFAR_10 -> Cifar.recordsOfTen(file);
            case CIFAR_100 -> Cifar.recordsOfHundred(file);
            case TEXT -> 0;
            case SAFETENSORS -> headed();
        };
    }

    /** No examples, but a header that fits in. */
    private int headed() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(Long.BYTES + 1);
            long size = Files.size(file);
            long length =
                    start.length < Long.BYTES
                            ? -1
                            : ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
            if (start.length <= Long.BYTES
                    || length < 2
                    || length > size - Long.BYTES
                    || start[Long.BYTES] != '{') {
                throw new BadDataException(
                        "A safetensors file begins with the length of its header",
                        size + " bytes that do not, in " + file,
                        "Remove it, and fetch it again");
            }
            return 0;
        } catch (IOException e) {
            throw new BadDataException(
                    "A safetensors file",
                    file + ", which cannot be read: " + e.getMessage(),
                    "Check the file and its permissions",
                    e);
        }
    }

    FileStatus finding(PinnedHashes pins) {
        if (!present()) {
            return found(FileStatus.State.MISSING, "no such file");
        }
        try {
            return checked(pins);
        } catch (BadDataException e) {
            return found(FileStatus.State.WRONG, e.getMessage());
        } catch (IOException e) {
            return found(FileStatus.State.WRONG, "cannot be read: " + e.getMessage());
        }
    }

    private FileStatus checked(PinnedHashes pins) throws IOException {
        int examples = examples();
        Optional<Checksum> pin = pins.of(file.getFileName().toString());
        List<Checksum> wanted = piece.checksums();
        if (wanted.isEmpty()) {
            if (pin.isEmpty()) {
                return found(FileStatus.State.UNCHECKED, "nothing known to compare it with");
            }
            return matches(pin.get(), false)
                    ? found(FileStatus.State.RIGHT, "as it came")
                    : found(FileStatus.State.WRONG, "changed since it came");
        }
        boolean published = true;
        for (Checksum sum : wanted) {
            published = published && matches(sum, true);
        }
        if (published) {
            return found(FileStatus.State.RIGHT, "as published");
        }
        if (piece.form() == DatasetFile.Form.IDX) {
            // Whole, or BadData says why not.
            Idx.read(file);
        }
        return found(
                FileStatus.State.DIFFERENT,
                piece.examples() == 0 || examples == piece.examples()
                        ? "other content or another order than published"
                        : examples + " examples instead of " + piece.examples());
    }

    private boolean matches(Checksum sum, boolean unpacked) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            raw.mark(2);
            boolean packed = unpacked && raw.read() == 0x1F && raw.read() == 0x8B;
            raw.reset();
            InputStream in = packed ? new GZIPInputStream(raw) : raw;
            // No more than the published size: a bomb must not keep us.
            long most = piece.bytes() == 0 ? Long.MAX_VALUE : piece.bytes() + 1;
            return Checksum.of(sum.kind(), new Limited(in, most)).equals(sum);
        }
    }

    private FileStatus found(FileStatus.State state, String why) {
        return new FileStatus(file.getFileName().toString(), state, why);
    }

    /** The beginning of a stream. */
    private static final class Limited extends InputStream {

        private final InputStream in;
        private long left;

        Limited(InputStream in, long most) {
            this.in = in;
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(target, offset, (int) Math.min(length, left));
            left -= Math.max(0, count);
            return count;
        }
    }
}
