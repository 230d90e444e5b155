package dev.hearth.weights;

import dev.hearth.tensor.Check;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Writes a safetensors file: collect the entries, then {@link #write} streams them to the disk, whole
 * or not at all.
 *
 * <p>Types with larger elements come first, otherwise the order is that of the calls, so that every
 * array lies on a multiple of its element's size and the same calls give the same bytes.
 *
 * <pre>{@code
 * new SafetensorsWriter()
 *         .metadata("recipe", "elu/cifar100")
 *         .floats("conv1.weight", List.of(2L, 3L), new float[6])
 *         .longs("step", List.of(), new long[] {35_000})
 *         .write(folder.resolve("checkpoint.safetensors"));
 * }</pre>
 */
public final class SafetensorsWriter {

    private static final int CHUNK = 1 << 16;

    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    /** What writes an array's bytes when the writer reaches it. */
    @FunctionalInterface
    public interface Source {

        /**
         * Writes exactly the array's bytes, little-endian, last axis fastest.
         *
         * @throws IOException if it cannot be written
         */
        void writeTo(WritableByteChannel out) throws IOException;
    }

    private record Entry(String name, StoredType type, List<Long> shape, Source source) {}

    /** Starts without entries. */
    public SafetensorsWriter() {}

    /**
     * Adds a string to {@code __metadata__}, or replaces it.
     *
     * @throws IllegalArgumentException if one has no UTF-8 form
     */
    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(encodable(key), encodable(value));
        return this;
    }

    /**
     * Adds an array that is fetched only when it is written.
     *
     * @throws IllegalArgumentException if the name is taken or the shape too large
     */
    public SafetensorsWriter add(String name, StoredType type, List<Long> shape, Source source) {
        if (name.equals(SafetensorsHeader.METADATA) || names.contains(name)) {
            throw Check.error(
                    "SafetensorsWriter needs a new name for each tensor",
                    name + " again",
                    "Use another; __metadata__ is always taken");
        }
        try {
            StoredTensor.size(type, shape);
        } catch (ArithmeticException e) {
            throw Check.error(
                    "SafetensorsWriter needs a size in 63 bits",
                    shape + " of " + type,
                    "Split the tensor",
                    e);
        }
        entries.add(new Entry(encodable(name), type, List.copyOf(shape), source));
        names.add(name);
        return this;
    }

    /** Adds a view of bytes, such as native memory; its position and limit are left alone. */
    public SafetensorsWriter add(String name, StoredType type, List<Long> shape, ByteBuffer bytes) {
        ByteBuffer view = bytes.asReadOnlyBuffer();
        return add(name, type, shape, out -> out.write(view.duplicate()));
    }

    /** Adds floats as F32. */
    public SafetensorsWriter floats(String name, List<Long> shape, float[] values) {
        return add(
                name,
                StoredType.F32,
                shape,
                out -> {
                    ByteBuffer chunk = chunk();
                    for (float value : values) {
                        room(chunk, out).putFloat(value);
                    }
                    out.write(chunk.flip());
                });
    }

    /** Adds doubles as F64. */
    public SafetensorsWriter doubles(String name, List<Long> shape, double[] values) {
        return add(
                name,
                StoredType.F64,
                shape,
                out -> {
                    ByteBuffer chunk = chunk();
                    for (double value : values) {
                        room(chunk, out).putDouble(value);
                    }
                    out.write(chunk.flip());
                });
    }

    /** Adds longs as I64. */
    public SafetensorsWriter longs(String name, List<Long> shape, long[] values) {
        return add(
                name,
                StoredType.I64,
                shape,
                out -> {
                    ByteBuffer chunk = chunk();
                    for (long value : values) {
                        room(chunk, out).putLong(value);
                    }
                    out.write(chunk.flip());
                });
    }

    /**
     * Writes the file, whole or not at all; what was there before stays until the new one is on the
     * disk.
     *
     * @throws IOException if the disk is full or cannot be written; the old file is then untouched
     * @throws IllegalArgumentException if a source wrote another count of bytes than its shape asks
     *     for, or the header is above 100 MB; the old file is then untouched
     */
    public void write(Path file) throws IOException {
        write(file, UnaryOperator.identity());
    }

    /** The same through a channel of the test's choice. */
    public void write(Path file, UnaryOperator<WritableByteChannel> through) throws IOException {
        write(new FileVersions(file, 1), through);
    }

    /** The same; what had the name before is kept as an earlier version. */
    public void write(FileVersions versions, UnaryOperator<WritableByteChannel> through)
            throws IOException {
        List<Entry> ordered = new ArrayList<>(entries);
        ordered.sort(Comparator.comparingInt(entry -> -entry.type().bytes()));
        ByteBuffer header = header(ordered).encode();
        if (header.remaining() > SafetensorsHeader.LONGEST) {
            throw Check.error(
                    "A safetensors header needs at most " + SafetensorsHeader.LONGEST + " bytes",
                    header.remaining(),
                    "Shorten the metadata or split the file");
        }
        AtomicFile.write(
                versions,
                out -> {
                    out.write(header);
                    for (Entry entry : ordered) {
                        ExactLengthStream measured =
                                new ExactLengthStream(
                                        entry.name(),
                                        StoredTensor.size(entry.type(), entry.shape()),
                                        out);
                        entry.source().writeTo(measured);
                        measured.finish();
                    }
                },
                through);
    }

    private SafetensorsHeader header(List<Entry> ordered) {
        List<StoredTensor> tensors = new ArrayList<>();
        long begin = 0;
        for (Entry entry : ordered) {
            long end = Math.addExact(begin, StoredTensor.size(entry.type(), entry.shape()));
            tensors.add(new StoredTensor(entry.name(), entry.type(), entry.shape(), begin, end));
            begin = end;
        }
        return new SafetensorsHeader(tensors, metadata);
    }

    private static String encodable(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw Check.error(
                    "SafetensorsWriter needs text in Unicode",
                    "half a surrogate pair",
                    "Mend the text");
        }
        return text;
    }

    private static ByteBuffer chunk() {
        return ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer room(ByteBuffer chunk, WritableByteChannel out) throws IOException {
        if (!chunk.hasRemaining()) {
            out.write(chunk.flip());
            chunk.clear();
        }
        return chunk;
    }
}
