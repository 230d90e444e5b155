package dev.hearth.weights;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.Check;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An open safetensors file: named arrays after a header in JSON (format of Hugging Face, version 0.4
 * and later).
 *
 * <p>Opening reads and checks the header alone; each array is read when it is asked for, in chunks,
 * so that a file may be larger than the heap and larger than 2 GiB. What the specification refuses
 * is refused with {@link BadDataException}: a header above 100 MB or beyond the file, keys twice, holes,
 * overlaps, bytes left over.
 *
 * <pre>{@code
 * try (Safetensors file = Safetensors.open(path)) {
 *     float[] weight = file.floats("conv1.weight");
 *     String recipe = file.metadata().getOrDefault("recipe", "unknown");
 * }
 * }</pre>
 *
 * <p>Several threads may read from it at once.
 */
public final class Safetensors implements AutoCloseable {

    private static final int CHUNK = 1 << 16;

    private final Path path;
    private final FileChannel channel;
    private final long dataStart;
    private final SafetensorsHeader header;
    private final Map<String, StoredTensor> byName = new LinkedHashMap<>();

    private Safetensors(Path path, FileChannel channel, long dataStart, SafetensorsHeader header) {
        this.path = path;
        this.channel = channel;
        this.dataStart = dataStart;
        this.header = header;
        header.tensors().forEach(tensor -> byName.put(tensor.name(), tensor));
    }

    /** What takes an array piece by piece. */
    @FunctionalInterface
    public interface Chunks {

        /**
         * Takes the next piece.
         *
         * @param chunk little-endian, whole elements, from its position to its limit; reused after the
         *     call
         * @throws IOException if it cannot be passed on
         */
        void accept(ByteBuffer chunk) throws IOException;
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws BadDataException if it is missing, truncated or not a safetensors file
     */
    public static Safetensors open(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new BadDataException(
                    "Reading " + path + " needs a file",
                    Files.isDirectory(path) ? "a folder" : "nothing there",
                    "Give the path of a safetensors file");
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
        try {
            return checked(path, channel);
        } catch (IOException e) {
            close(channel, e);
            throw unreadable(path, e);
        } catch (RuntimeException | Error e) {
            close(channel, e);
            throw e;
        }
    }

    private static void close(FileChannel channel, Throwable because) {
        try {
            channel.close();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    private static Safetensors checked(Path path, FileChannel channel) throws IOException {
        String file = path.toString();
        long size = channel.size();
        int prefix = SafetensorsHeader.LENGTH_BYTES;
        if (size < prefix) {
            throw SafetensorsHeader.bad(
                    file, "at least " + prefix + " bytes for the header's length", size + " bytes");
        }
        ByteBuffer start = ByteBuffer.allocate(prefix).order(ByteOrder.LITTLE_ENDIAN);
        fill(file, channel, start, 0);
        long length = start.getLong(0);
        if (length < 0 || length > SafetensorsHeader.LONGEST) {
            throw SafetensorsHeader.bad(
                    file,
                    "a header of at most " + SafetensorsHeader.LONGEST + " bytes",
                    Long.toUnsignedString(length) + " bytes");
        }
        if (length > size - prefix) {
            throw SafetensorsHeader.bad(
                    file,
                    "a header within the file's " + size + " bytes",
                    "a header of " + length + " bytes");
        }
        ByteBuffer text = ByteBuffer.allocate((int) length);
        fill(file, channel, text, prefix);
        long dataStart = prefix + length;
        return new Safetensors(
                path,
                channel,
                dataStart,
                SafetensorsHeader.parse(file, text.flip(), size - dataStart));
    }

    private static void fill(String file, FileChannel channel, ByteBuffer into, long from)
            throws IOException {
        long at = from;
        while (into.hasRemaining()) {
            int count = channel.read(into, at);
            if (count < 0) {
                throw SafetensorsHeader.bad(
                        file, into.remaining() + " more bytes at " + at, "the end of the file");
            }
            at += count;
        }
    }

    private static BadDataException unreadable(Path path, IOException e) {
        return new BadDataException(
                "Reading " + path + " needs a readable file",
                e.toString(),
                "Check the permissions and the disk",
                e);
    }

    /** What the header says of each array. */
    public List<StoredTensor> tensors() {
        return header.tensors();
    }

    /**
     * The strings under {@code __metadata__}.
     *
     * @return unmodifiable, in the file's order; empty if there are none
     */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** Looks an array up. */
    public Optional<StoredTensor> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * The entry of an array that must be there.
     *
     * @throws BadDataException if the file has no array of this name
     */
    public StoredTensor tensor(String name) {
        return find(name)
                .orElseThrow(
                        () ->
                                new BadDataException(
                                        "Reading " + path + " needs a tensor named " + name,
                                        byName.size() + " tensors, none of that name",
                                        "Choose one of those that tensors() lists"));
    }

    /**
     * Reads numbers as floats: F32 as they are, F16 and BF16 widened without loss.
     *
     * @throws BadDataException if it is missing, of another type, or too long for an array
     */
    public float[] floats(String name) {
        StoredTensor tensor = tensor(name);
        float[] values = new float[ArrayConversion.FLOATS.count(path, tensor)];
        int[] at = {0};
        stream(
                name,
                CHUNK,
                chunk -> {
                    while (chunk.hasRemaining()) {
                        values[at[0]++] = HalfFloats.next(tensor.type(), chunk);
                    }
                });
        return values;
    }

    /**
     * Reads numbers as doubles: F64 as they are, F32, F16 and BF16 widened without loss.
     *
     * @throws BadDataException if it is missing, of another type, or too long for an array
     */
    public double[] doubles(String name) {
        StoredTensor tensor = tensor(name);
        double[] values = new double[ArrayConversion.DOUBLES.count(path, tensor)];
        int[] at = {0};
        stream(
                name,
                CHUNK,
                chunk -> {
                    while (chunk.hasRemaining()) {
                        values[at[0]++] =
                                tensor.type() == StoredType.F64
                                        ? chunk.getDouble()
                                        : HalfFloats.next(tensor.type(), chunk);
                    }
                });
        return values;
    }

    /**
     * Reads whole numbers: I64, I32, I16, I8, U8, and BOOL as 0 and 1.
     *
     * @throws BadDataException if it is missing, of another type, too long for an array, or a BOOL other than 0
     *     and 1
     */
    public long[] longs(String name) {
        StoredTensor tensor = tensor(name);
        long[] values = new long[ArrayConversion.LONGS.count(path, tensor)];
        int[] at = {0};
        stream(
                name,
                CHUNK,
                chunk -> {
                    while (chunk.hasRemaining()) {
                        values[at[0]++] = ArrayConversion.whole(path, tensor, chunk);
                    }
                });
        return values;
    }

    /**
     * Reads an array's bytes as they are, little-endian, whatever its type.
     *
     * @throws BadDataException if it is missing or too long for an array
     */
    public byte[] bytes(String name) {
        byte[] values = new byte[ArrayConversion.fitting(path, tensor(name), tensor(name).bytes())];
        int[] at = {0};
        stream(
                name,
                CHUNK,
                chunk -> {
                    int count = chunk.remaining();
                    chunk.get(values, at[0], count);
                    at[0] += count;
                });
        return values;
    }

    /**
     * Reads an array of any length piece by piece.
     *
     * @param chunkBytes the greatest length of a piece, at least 8; it is rounded down to whole elements
     * @param chunks takes each piece in order
     * @throws BadDataException if the array is missing or the file has become shorter
     * @throws UncheckedIOException if reading fails or {@code chunks} throws an {@link IOException}
     */
    public void stream(String name, int chunkBytes, Chunks chunks) {
        if (chunkBytes < Long.BYTES) {
            throw Check.error("stream needs chunks of at least 8 bytes", chunkBytes, "Use 65536");
        }
        StoredTensor tensor = tensor(name);
        int whole = chunkBytes - chunkBytes % tensor.type().bytes();
        ByteBuffer chunk =
                ByteBuffer.allocate((int) Math.min(whole, Math.max(tensor.bytes(), 1)))
                        .order(ByteOrder.LITTLE_ENDIAN);
        try {
            for (long at = tensor.begin(); at < tensor.end(); at += chunk.limit()) {
                chunk.clear().limit((int) Math.min(chunk.capacity(), tensor.end() - at));
                fill(path.toString(), channel, chunk, dataStart + at);
                chunks.accept(chunk.flip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
