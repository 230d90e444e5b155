package dev.hearth.weights;

import dev.hearth.tensor.Check;
import java.util.List;

/**
 * One entry of a safetensors header: name, type, shape and place of an array, without its numbers.
 *
 * <p>The order of the elements is C's: the last axis runs fastest.
 */
public record StoredTensor(String name, StoredType type, List<Long> shape, long begin, long end) {

    /**
     * Keeps its own copy of the shape.
     *
     * @throws IllegalArgumentException if the offsets do not hold as many bytes as type and shape ask
     */
    public StoredTensor {
        shape = List.copyOf(shape);
        long bytes = size(type, shape);
        if (begin < 0 || end - begin != bytes) {
            throw Check.error(
                    "StoredTensor needs as many bytes as its type and shape ask for",
                    (end - begin) + " bytes from " + begin + " for " + type + shape,
                    "Give an end " + bytes + " bytes after the begin");
        }
    }

    /** The count of elements. */
    public long elements() {
        return (end - begin) / type.bytes();
    }

    /** The count of bytes. */
    public long bytes() {
        return end - begin;
    }

    /**
     * How many bytes an array takes.
     *
     * @throws ArithmeticException if it does not fit 63 bits
     * @throws IllegalArgumentException if an extent is negative
     */
    static long size(StoredType type, List<Long> shape) {
        long size = 1;
        for (long extent : shape) {
            if (extent < 0) {
                throw Check.error(
                        "A shape needs extents ≥ 0", shape, "Give the count along each axis");
            }
            size = Math.multiplyExact(size, extent);
        }
        return Math.multiplyExact(size, type.bytes());
    }
}
