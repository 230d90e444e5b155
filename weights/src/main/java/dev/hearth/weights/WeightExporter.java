package dev.hearth.weights;

import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a net's numbers as a safetensors file, in a naming, sorted by name: the same numbers that an
 * {@link WeightImporter} with the same naming brought in, bit for bit.
 *
 * <pre>{@code
 * static void hand(Model net, Path file) {
 *     new WeightExporter(TensorNaming.OWN, Map.of("format", "pt")).of(net, file);
 * }
 * }</pre>
 */
public record WeightExporter(TensorNaming naming, Map<String, String> metadata) {

    private static final int CHUNK = 1 << 14;

    /** Copies the map, in order of its keys. */
    public WeightExporter {
        metadata = java.util.Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    /**
     * Writes a file, whole or not at all.
     *
     * @throws dev.hearth.data.BadDataException if it cannot be written
     */
    public void of(Model net, Path file) {
        Parameters parameters = net.parameters();
        SafetensorsWriter writer = new SafetensorsWriter();
        metadata.forEach(writer::metadata);
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            Map<String, Tensor> sorted = new TreeMap<>();
            parameters
                    .entries()
                    .forEach(e -> sorted.put(naming.of(e.name()), parameters.value(e.name())));
            parameters
                    .stateEntries()
                    .forEach(e -> sorted.put(naming.of(e.name()), parameters.state(e.name())));
            sorted.forEach(
                    (name, tensor) ->
                            writer.add(
                                    name,
                                    StoredType.F32,
                                    java.util.Arrays.stream(tensor.shape()).boxed().toList(),
                                    out -> write(tensor, out)));
            writer.write(file);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }

    private static void write(Tensor tensor, WritableByteChannel out) throws IOException {
        float[] values = tensor.toFloats();
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.min(CHUNK, Math.max(1, values.length)) * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < values.length; at += CHUNK) {
            int count = Math.min(CHUNK, values.length - at);
            bytes.clear().limit(count * Float.BYTES);
            bytes.asFloatBuffer().put(values, at, count);
            out.write(bytes);
        }
    }
}
