package dev.hearth.weights;

/** A stretch of numbers that PyTorch keeps; tensors are views of it, several perhaps of the same. */
record TorchStorage(StoredType type, String key, long count) {

    long bytes() {
        return Math.multiplyExact(count, type.bytes());
    }
}
