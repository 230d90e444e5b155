package dev.hearth.weights;

import dev.hearth.data.BadDataException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** Which stored types fit which Java array without loss. */
enum ArrayConversion {
    FLOATS("floats", EnumSet.of(StoredType.F32, StoredType.F16, StoredType.BF16)),
    DOUBLES("doubles", EnumSet.of(StoredType.F64, StoredType.F32, StoredType.F16, StoredType.BF16)),
    LONGS(
            "longs",
            EnumSet.of(
                    StoredType.I64,
                    StoredType.I32,
                    StoredType.I16,
                    StoredType.I8,
                    StoredType.U8,
                    StoredType.BOOL));

    // Some Java virtual machines allow no longer array.
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private final String word;
    private final Set<StoredType> types;

    ArrayConversion(String word, Set<StoredType> types) {
        this.word = word;
        this.types = types;
    }

    int count(Path path, StoredTensor tensor) {
        if (!types.contains(tensor.type())) {
            throw new BadDataException(
                    "Reading tensor "
                            + tensor.name()
                            + " of "
                            + path
                            + " as "
                            + word
                            + " needs one of "
                            + types,
                    tensor.type().toString(),
                    "Read it as " + mend(tensor.type()));
        }
        return fitting(path, tensor, tensor.elements());
    }

    private static String mend(StoredType type) {
        for (ArrayConversion numeric : values()) {
            if (numeric.types.contains(type)) {
                return numeric.word;
            }
        }
        return "bytes";
    }

    static int fitting(Path path, StoredTensor tensor, long count) {
        if (count > LONGEST) {
            throw new BadDataException(
                    "Reading tensor "
                            + tensor.name()
                            + " of "
                            + path
                            + " into one array needs"
                            + " at most "
                            + LONGEST
                            + " elements",
                    Long.toString(count),
                    "Read it in chunks with stream");
        }
        return (int) count;
    }

    static long whole(Path path, StoredTensor tensor, ByteBuffer from) {
        return switch (tensor.type()) {
            case I64 -> from.getLong();
            case I32 -> from.getInt();
            case I16 -> from.getShort();
            case I8 -> from.get();
            case U8 -> from.get() & 0xFF;
            case BOOL -> {
                byte value = from.get();
                if (value != 0 && value != 1) {
                    throw SafetensorsHeader.bad(
                            path.toString(),
                            "BOOL elements of 0 or 1 in tensor " + tensor.name(),
                            Integer.toString(value & 0xFF));
                }
                yield value;
            }
            default -> throw new IllegalStateException("not whole: " + tensor.type());
        };
    }
}
