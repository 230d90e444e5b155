package dev.hearth.tensor;

import org.bytedeco.pytorch.global.torch.ScalarType;

/** In what precision a tensor holds its numbers. */
public enum DType {
    /** 32-bit floating point, the usual one. */
    FLOAT32(ScalarType.Float, 4),
    /** 64-bit floating point, for checks of gradients. */
    FLOAT64(ScalarType.Double, 8),
    /** 16-bit brain floating point: the exponent of FLOAT32, 8 bits of precision. */
    BFLOAT16(ScalarType.BFloat16, 2),
    /** 16-bit IEEE floating point. */
    FLOAT16(ScalarType.Half, 2),
    /** 64-bit whole numbers: labels and indices. */
    INT64(ScalarType.Long, 8),
    /** 32-bit whole numbers. */
    INT32(ScalarType.Int, 4),
    /** Whole numbers from 0 to 255: pixels. */
    UINT8(ScalarType.Byte, 1),
    /** True or false: the outcome of a comparison. */
    BOOL(ScalarType.Bool, 1);

    private static final DType[] ALL = values();

    private final ScalarType scalar;
    private final int bytes;

    DType(ScalarType scalar, int bytes) {
        this.scalar = scalar;
        this.bytes = bytes;
    }

    ScalarType scalar() {
        return scalar;
    }

    /** The size of one number. */
    public int bytes() {
        return bytes;
    }

    /** Whether it is a floating-point type, and so can have a gradient. */
    public boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64 || this == BFLOAT16 || this == FLOAT16;
    }

    static DType of(ScalarType scalar) {
        ScalarType known = scalar.intern();
        for (DType type : ALL) {
            if (type.scalar == known) {
                return type;
            }
        }
        throw new LibTorchException(
                Check.message(
                        "Hearth holds " + java.util.Arrays.toString(ALL),
                        known,
                        "Convert it before it comes here"));
    }
}
