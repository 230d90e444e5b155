package dev.hearth.weights;

import java.nio.ByteBuffer;

/** The two 16-bit formats as floats, both without loss. Java has its own only from 20 on. */
final class HalfFloats {

    private HalfFloats() {}

    static float next(StoredType type, ByteBuffer from) {
        return switch (type) {
            case F32 -> from.getFloat();
            case F16 -> fromHalf(from.getShort());
            case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
            default -> throw new IllegalStateException("not a float: " + type);
        };
    }

    /** IEEE 754 binary16: 1 sign, 5 exponent (bias 15) and 10 fraction bits. */
    static float fromHalf(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >>> 10) & 0x1F;
        int fraction = half & 0x3FF;
        if (exponent == 0x1F) {
            return Float.intBitsToFloat(sign | 0x7F800000 | fraction << 13);
        }
        if (exponent == 0) {
            float magnitude = fraction * 0x1.0p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        return Float.intBitsToFloat(sign | (exponent + 127 - 15) << 23 | fraction << 13);
    }
}
