package dev.hearth.serve;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The datatypes of the Open Inference Protocol. Numbers and truth values become float32. */
enum InferDatatype {
    BOOL(1, 0, 1),
    UINT8(1, 0, 0xFF),
    UINT16(2, 0, 0xFFFF),
    UINT32(4, 0, 0xFFFFFFFFL),
    UINT64(8, 0, 0x1p64),
    INT8(1, Byte.MIN_VALUE, Byte.MAX_VALUE),
    INT16(2, Short.MIN_VALUE, Short.MAX_VALUE),
    INT32(4, Integer.MIN_VALUE, Integer.MAX_VALUE),
    INT64(8, Long.MIN_VALUE, Long.MAX_VALUE),
    FP16(2, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
    BF16(2, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
    FP32(4, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
    FP64(8, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
    /** Byte strings of any length. */
    BYTES(0, 0, 0);

    private final int bytes;

    // As float32 says them: 2³² − 1 is 2³² there.
    private final float least;
    private final float most;

    InferDatatype(int bytes, double least, double most) {
        this.bytes = bytes;
        this.least = (float) least;
        this.most = (float) most;
    }

    /**
     * The one of that name.
     *
     * @param input whose it is
     * @throws Refusal if there is none
     */
    static InferDatatype of(String name, String input) {
        for (InferDatatype each : values()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        throw InferRequest.refused(
                "the datatype "
                        + (name.isEmpty() ? "none" : name)
                        + " of "
                        + input
                        + "; there are "
                        + Arrays.stream(values())
                                .map(Enum::name)
                                .collect(Collectors.joining(", ")));
    }

    /** Of one element in a binary tensor; 0 where they differ. */
    int bytes() {
        return bytes;
    }

    /** Whether it has no fractions. */
    boolean isWhole() {
        return least > Float.NEGATIVE_INFINITY;
    }

    /** Whether a value lies between the least and the most of it. */
    boolean holds(float value) {
        return value >= least && value <= most;
    }

    /** The next element of a binary tensor, rounded to float32. */
    float next(ByteBuffer from) {
        return switch (this) {
            case BOOL -> truth(from.get());
            case UINT8 -> from.get() & 0xFF;
            case UINT16 -> from.getShort() & 0xFFFF;
            case UINT32 -> from.getInt() & 0xFFFFFFFFL;
            case UINT64 -> unsigned(from.getLong());
            case INT8 -> from.get();
            case INT16 -> from.getShort();
            case INT32 -> from.getInt();
            case INT64 -> from.getLong();
            case FP16 -> half(from.getShort());
            case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
            case FP32 -> from.getFloat();
            case FP64 -> (float) from.getDouble();
            case BYTES -> throw new IllegalStateException("strings have no next number");
        };
    }

    private static float truth(byte value) {
        if (value != 0 && value != 1) {
            throw InferRequest.refused("the byte " + value + " in binary BOOL, which are 0 and 1");
        }
        return value;
    }

    private static float unsigned(long value) {
        // Halved with its last bit kept, so that it is rounded once.
        return value >= 0 ? value : 2f * (value >>> 1 | value & 1);
    }

    /** IEEE 754's 16 bits: a sign, 5 of the exponent, 10 of the fraction. */
    private static float half(int bits) {
        int exponent = bits >> 10 & 31;
        int fraction = bits & 1023;
        float size =
                exponent == 0
                        ? Math.scalb((float) fraction, -24)
                        : exponent == 31
                                ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
                                : Math.scalb((float) (1024 + fraction), exponent - 25);
        return (bits & 0x8000) == 0 ? size : -size;
    }
}
