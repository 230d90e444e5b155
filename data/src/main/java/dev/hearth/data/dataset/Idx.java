package dev.hearth.data.dataset;

import dev.hearth.data.BadDataException;
import dev.hearth.data.image.FileBytes;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * An IDX file of unsigned bytes, the format of MNIST (LeCun, Cortes and Burges 1998), plain or
 * within gzip. Which of the two is seen from the first bytes, not from the name.
 *
 * <p>Big-endian: two zero bytes, {@code 8} for unsigned bytes, the count of dimensions, one 32-bit
 * extent a dimension, then the values, last dimension fastest. Images are magic 2051 with extents
 * (count, rows, columns), labels magic 2049 with (count).
 *
 * <pre>{@code
 * Idx images = Idx.read(Path.of("train-images-idx3-ubyte.gz"));
 * int count = images.extents().get(0);
 * }</pre>
 */
public final class Idx {

    private static final String ASKED = "An IDX file of unsigned bytes";
    private static final String MEND = "Take the file from its source again";
    private static final int MOST_DIMENSIONS = 4;

    /** The best that deflate can do: 258 bytes for two bits (zlib's technical notes). */
    private static final long BEST_RATIO = 1032;

    private static final long MOST_VALUES = Integer.MAX_VALUE - 64;

    private final List<Integer> extents;
    private final byte[] values;

    private Idx(List<Integer> extents, byte[] values) {
        this.extents = extents;
        this.values = values;
    }

    /**
     * Reads a whole file.
     *
     * @throws BadDataException if it is missing, of another kind, truncated, longer than it says, or corrupt
     */
    public static Idx read(Path file) {
        long size = FileBytes.size(file, ASKED);
        try (InputStream raw = Files.newInputStream(file)) {
            return read(raw, size, file);
        } catch (IOException e) {
            throw corrupt(file, e);
        }
    }

    /** Reads a stream of a known size. */
    static Idx read(InputStream stream, long size, Path file) {
        try (InputStream raw = new BufferedInputStream(stream, 1 << 16)) {
            boolean packed = packed(raw);
            DataInputStream in = new DataInputStream(packed ? new GZIPInputStream(raw) : raw);
            List<Integer> extents = header(in, file);
            long count = count(extents, file);
            long whole = 4 + 4L * extents.size() + count;
            // Before the array is made: a header must not be able to ask for more than is there.
            if (packed ? whole / BEST_RATIO > size : whole != size) {
                throw lies(file, extents, size + (packed ? " bytes of gzip" : " bytes"));
            }
            FileBytes.roomFor(count, file, ASKED);
            byte[] values = new byte[(int) count];
            int got = in.readNBytes(values, 0, values.length);
            if (got != values.length) {
                throw lies(file, extents, "only " + got + " values");
            }
            if (in.read() >= 0) {
                throw lies(file, extents, "more than " + count + " values");
            }
            return new Idx(extents, values);
        } catch (IOException e) {
            throw corrupt(file, e);
        }
    }

    /**
     * Reads a file's header alone.
     *
     * @throws BadDataException if it is missing, of another kind, or corrupt so far
     */
    public static List<Integer> extents(Path file) {
        FileBytes.size(file, ASKED);
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
            List<Integer> extents =
                    header(new DataInputStream(packed(raw) ? new GZIPInputStream(raw) : raw), file);
            count(extents, file);
            return extents;
        } catch (IOException e) {
            throw corrupt(file, e);
        }
    }

    /** The extents, first dimension first. */
    public List<Integer> extents() {
        return extents;
    }

    /**
     * One of the values, in the file's order.
     *
     * @param index from 0, below the product of the extents
     */
    public int value(int index) {
        return values[index] & 0xFF;
    }

    /** All values, not copied. */
    byte[] values() {
        return values;
    }

    private static boolean packed(InputStream in) throws IOException {
        in.mark(2);
        boolean packed = in.read() == 0x1F && in.read() == 0x8B;
        in.reset();
        return packed;
    }

    private static List<Integer> header(DataInputStream in, Path file) throws IOException {
        int magic = in.readInt();
        int dimensions = magic - 0x800;
        if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
            throw new BadDataException(
                    ASKED + " needs a magic number from 2049 to " + (0x800 + MOST_DIMENSIONS),
                    Integer.toUnsignedString(magic) + " in " + file,
                    "Check that it is an IDX file");
        }
        List<Integer> extents = new ArrayList<>();
        for (int i = 0; i < dimensions; i++) {
            extents.add(in.readInt());
        }
        return List.copyOf(extents);
    }

    private static long count(List<Integer> extents, Path file) {
        long count = 1;
        for (int extent : extents) {
            if (extent < 1 || count * extent > MOST_VALUES) {
                throw new BadDataException(
                        ASKED + " needs extents above 0 and at most " + MOST_VALUES + " values",
                        "extents " + extents + " in " + file,
                        MEND);
            }
            count *= extent;
        }
        return count;
    }

    private static BadDataException lies(Path file, List<Integer> extents, String came) {
        return new BadDataException(
                ASKED + " needs as many values as its extents " + extents + " say",
                came + " in " + file,
                MEND);
    }

    private static BadDataException corrupt(Path file, IOException cause) {
        return new BadDataException(
                ASKED,
                file
                        + (cause instanceof EOFException
                                ? ", which ends too early"
                                : ", which is corrupt: " + cause.getMessage()),
                MEND,
                cause);
    }
}
