package dev.hearth.weights;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The number formats of safetensors that Hearth reads and writes; all are little-endian. */
public enum StoredType {
    /** IEEE 754 double precision. */
    F64(8),
    /** IEEE 754 single precision. */
    F32(4),
    /** IEEE 754 half precision. */
    F16(2),
    /** The upper half of a single precision number. */
    BF16(2),
    /** Signed, 64 bits. */
    I64(8),
    /** Signed, 32 bits. */
    I32(4),
    /** Signed, 16 bits. */
    I16(2),
    /** Signed, 8 bits. */
    I8(1),
    /** Unsigned, 8 bits. */
    U8(1),
    /** One byte, 0 or 1. */
    BOOL(1);

    private final int bytes;

    StoredType(int bytes) {
        this.bytes = bytes;
    }

    /** The size of one element. */
    public int bytes() {
        return bytes;
    }

    /**
     * Reads one element as a float: F32 as it is, F16 and BF16 widened without loss.
     *
     * @param from little-endian; its position moves on
     * @throws IllegalStateException of other types
     */
    public float nextFloat(ByteBuffer from) {
        return HalfFloats.next(this, from);
    }

    /** The type of this name in a header. */
    static Optional<StoredType> named(String name) {
        for (StoredType type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
