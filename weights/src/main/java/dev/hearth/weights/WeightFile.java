package dev.hearth.weights;

import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An open file of named arrays, whatever its format. Opening reads what the file says of its arrays;
 * each array is read when it is asked for, piece by piece, so that a file may be larger than the heap
 * and larger than 2 GiB. Beginnings of names that wrappers put before all of them, {@code module.},
 * {@code model.} and {@code _orig_mod.}, are taken off.
 *
 * <pre>{@code
 * try (WeightFile file = WeightFile.open(Path.of("inception_v4.pth"))) {
 *     float[] bias = file.floats("last_linear.bias");
 * }
 * }</pre>
 */
public interface WeightFile extends AutoCloseable {

    /** How many bytes are read at once. */
    int CHUNK = 1 << 16;

    /**
     * Opens a file; its first bytes tell safetensors from PyTorch's two formats.
     *
     * @throws BadDataException if it is missing, truncated or of another kind, or if a state dict holds more
     *     than tensors and containers
     */
    static WeightFile open(Path file) {
        byte[] start;
        if (!Files.isRegularFile(file)) {
            throw new BadDataException(
                    "Weights are read from a file",
                    (Files.isDirectory(file) ? "the folder " : "nothing at ") + file,
                    "Name a .safetensors or a .pth file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(4);
        } catch (IOException failure) {
            throw new BadDataException(
                    "Weights are read from a file that can be read",
                    file + ": " + failure.getMessage(),
                    "Check its permissions",
                    failure);
        }
        return TorchFile.begins(start)
                ? TorchFile.open(file)
                : SafetensorsWeights.of(Safetensors.open(file));
    }

    /** What there is. */
    List<StoredTensor> tensors();

    /** What the file says beside its arrays. */
    default Map<String, String> metadata() {
        return Map.of();
    }

    /**
     * Reads an array of any length piece by piece, last axis fastest.
     *
     * @param chunkBytes the greatest length of a piece, at least 8; it is rounded down to whole
     *     elements
     * @param chunks takes each piece in order, little-endian
     * @throws BadDataException if the array is not there or damaged
     */
    void stream(String name, int chunkBytes, Safetensors.Chunks chunks);

    /**
     * The entry of an array that must be there.
     *
     * @throws BadDataException if there is none of this name
     */
    default StoredTensor tensor(String name) {
        return tensors().stream()
                .filter(tensor -> tensor.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new BadDataException(
                                        "A tensor named " + name + " is read",
                                        tensors().size() + " tensors, none of that name",
                                        "Choose one of those that tensors() lists"));
    }

    /**
     * Reads numbers as floats: 32 bits as they are, 16 bits widened, 64 bits rounded to the nearest.
     *
     * @throws BadDataException if it is not there, not of floating point, or too long for a Java array
     */
    default float[] floats(String name) {
        StoredTensor tensor = tensor(name);
        if (!isFloating(tensor.type()) || tensor.elements() > Integer.MAX_VALUE - 8) {
            throw new BadDataException(
                    "Reading tensor " + name + " as floats needs floating point, below 2³¹ numbers",
                    tensor.type() + " " + tensor.shape(),
                    "Convert it to F32, or read it with stream");
        }
        float[] values = new float[(int) tensor.elements()];
        int[] at = {0};
        stream(
                name,
                CHUNK,
                chunk -> {
                    while (chunk.hasRemaining()) {
                        values[at[0]++] = next(tensor.type(), chunk);
                    }
                });
        return values;
    }

    @Override
    void close();

    /** Whether numbers of a type can be read as floats. */
    static boolean isFloating(StoredType type) {
        return switch (type) {
            case F64, F32, F16, BF16 -> true;
            default -> false;
        };
    }

    private static float next(StoredType type, ByteBuffer from) {
        return type == StoredType.F64 ? (float) from.getDouble() : type.nextFloat(from);
    }
}
