package dev.hearth.weights;

import java.util.Optional;

/** The Python names that a state dict may contain; all others are refused. */
enum TorchName {
    ORDERED_DICT("collections OrderedDict"),
    REBUILD_TENSOR("torch._utils _rebuild_tensor"),
    REBUILD_TENSOR_2("torch._utils _rebuild_tensor_v2"),
    REBUILD_PARAMETER("torch._utils _rebuild_parameter"),
    DOUBLES("torch DoubleStorage", StoredType.F64),
    FLOATS("torch FloatStorage", StoredType.F32),
    HALVES("torch HalfStorage", StoredType.F16),
    BRAIN_HALVES("torch BFloat16Storage", StoredType.BF16),
    LONGS("torch LongStorage", StoredType.I64),
    INTEGERS("torch IntStorage", StoredType.I32),
    SHORTS("torch ShortStorage", StoredType.I16),
    CHARACTERS("torch CharStorage", StoredType.I8),
    BYTES("torch ByteStorage", StoredType.U8),
    BOOLEANS("torch BoolStorage", StoredType.BOOL);

    final String spelling;
    final Optional<StoredType> type;

    TorchName(String spelling) {
        this.spelling = spelling;
        this.type = Optional.empty();
    }

    TorchName(String spelling, StoredType type) {
        this.spelling = spelling;
        this.type = Optional.of(type);
    }
}
