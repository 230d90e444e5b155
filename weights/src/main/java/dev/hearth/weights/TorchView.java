package dev.hearth.weights;

import java.util.List;

/**
 * A tensor of PyTorch: a view of a storage.
 *
 * @param strides from one index to the next along each axis, in elements
 */
record TorchView(TorchStorage storage, long offset, List<Long> shape, List<Long> strides) {

    /** More axes than any tensor of a net has. */
    static final int MOST_AXES = 16;

    /**
     * Refuses a view that leaves its storage, or has more numbers than it, which strides of 0 can make of
     * a single one.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    TorchView {
        shape = List.copyOf(shape);
        strides = List.copyOf(strides);
        if (shape.size() != strides.size() || shape.size() > MOST_AXES) {
            throw new IllegalArgumentException("shape " + shape + " with strides " + strides);
        }
        long last = offset;
        long count = 1;
        try {
            for (int axis = 0; axis < shape.size(); axis++) {
                long extent = shape.get(axis);
                if (extent < 0 || strides.get(axis) < 0) {
                    throw new ArithmeticException();
                }
                count = Math.multiplyExact(count, extent);
                last =
                        Math.addExact(
                                last,
                                Math.multiplyExact(Math.max(0, extent - 1), strides.get(axis)));
            }
            Math.multiplyExact(count, storage.type().bytes());
        } catch (ArithmeticException overflow) {
            throw new IllegalArgumentException("shape " + shape + " with strides " + strides);
        }
        if (offset < 0 || (count > 0 ? last >= storage.count() : offset > storage.count())) {
            throw new IllegalArgumentException(
                    "numbers "
                            + offset
                            + " to "
                            + last
                            + " of a storage of "
                            + storage.count()
                            + " numbers");
        }
        if (count > storage.count()) {
            throw new IllegalArgumentException(
                    count + " numbers of a storage of " + storage.count());
        }
    }

    long count() {
        return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }

    /** The last number's place in the storage; below the offset where there is no number. */
    long last() {
        if (count() == 0) {
            return offset - 1;
        }
        long last = offset;
        for (int axis = 0; axis < shape.size(); axis++) {
            last += (shape.get(axis) - 1) * strides.get(axis);
        }
        return last;
    }

    /** Whether the numbers lie in the order of the axes, the last one fastest, without gaps. */
    boolean isContiguous() {
        long expected = 1;
        for (int axis = shape.size() - 1; axis >= 0; axis--) {
            if (shape.get(axis) != 1 && strides.get(axis) != expected) {
                return count() == 0;
            }
            expected *= shape.get(axis);
        }
        return true;
    }
}
