package dev.hearth.weights;

import java.util.List;

/**
 * One entry of a safetensors header: a letter that says where an array lies, without its numbers.
 *
 * <p>The order of the elements is C's: the last axis runs fastest.
 *
 * @param name unique in its file
 * @param type of each element
 * @param shape the extents; empty for a single number, and an extent may be 0
 * @param begin the first byte, counted from the end of the header
 * @param end the byte after the last, counted from the end of the header
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
            throw new IllegalArgumentException(
                    "StoredTensor needs as many bytes as its type and shape ask for. Received: "
                            + (end - begin)
                            + " bytes from "
                            + begin
                            + " for "
                            + type
                            + shape
                            + ". Give an end "
                            + bytes
                            + " bytes after the begin.");
        }
    }

    /**
     * The count of elements.
     *
     * @return the product of the extents; 1 for an empty shape
     */
    public long elements() {
        return (end - begin) / type.bytes();
    }

    /**
     * The count of bytes.
     *
     * @return elements times the size of one
     */
    public long bytes() {
        return end - begin;
    }

    /**
     * How many bytes an array takes.
     *
     * @param type of each element
     * @param shape the extents
     * @return the product
     * @throws ArithmeticException if it does not fit 63 bits
     * @throws IllegalArgumentException if an extent is negative
     */
    static long size(StoredType type, List<Long> shape) {
        long size = 1;
        for (long extent : shape) {
            if (extent < 0) {
                throw new IllegalArgumentException(
                        "A shape needs extents ≥ 0. Received: "
                                + shape
                                + ". Give the count along each axis.");
            }
            size = Math.multiplyExact(size, extent);
        }
        return Math.multiplyExact(size, type.bytes());
    }
}
