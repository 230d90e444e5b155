package dev.hearth.tensor;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * The gradient of the greatest of each group of neighbours, for dense floats on the CPU; equals share it.
 * Numbers are compared as keys (see {@link SimdLoops}), piece by piece: a loop over the five of a group
 * costs more than its comparisons.
 */
final class GroupMax {

    /** The key of what is no number. */
    static final int NONE = Integer.MAX_VALUE;

    private final int size;
    private final int[] wide;
    private final int[] narrow;
    private final int[] counts;
    private final float[] gradients;

    /** Scratch memory of one thread. */
    private GroupMax(int wide, int size) {
        this.size = size;
        this.wide = new int[wide];
        this.narrow = new int[wide / size];
        this.counts = new int[narrow.length];
        this.gradients = new float[narrow.length];
    }

    /** Whether the kernel can do it. */
    static boolean fit(Tensor x) {
        return x.device().isCpu()
                && x.dtype() == DType.FLOAT32
                && x.count() > 0
                && 4 * x.count() <= Integer.MAX_VALUE;
    }

    /** From the gradient by the greatest to that by x, all contiguous. */
    static void backward(Tensor x, int size, Tensor gradient, Tensor target) {
        int length = (int) x.size(-1);
        IntBuffer from = x.bits();
        FloatBuffer gradients = gradient.floats();
        IntBuffer to = target.bits();
        ParallelFor.run(
                (int) (x.count() / length),
                x.count(),
                () -> new GroupMax(length, size),
                (row, part) -> {
                    from.get(part * length, row.wide, 0, length);
                    gradients.get(part * row.narrow.length, row.gradients, 0, row.narrow.length);
                    row.findGreatest();
                    row.handBack();
                    to.put(part * length, row.wide, 0, length);
                });
    }

    private void findGreatest() {
        SimdLoops.keys(wide, wide.length);
        for (int j = 0; j < narrow.length; j++) {
            narrow[j] = wide[j * size];
        }
        for (int piece = 1; piece < size; piece++) {
            for (int j = 0; j < narrow.length; j++) {
                narrow[j] = Math.max(narrow[j], wide[j * size + piece]);
            }
        }
    }

    /** Bits of gradients take the keys' place. */
    private void handBack() {
        Arrays.fill(counts, 0);
        for (int piece = 0; piece < size; piece++) {
            for (int j = 0; j < narrow.length; j++) {
                int k = j * size + piece;
                int difference = narrow[j] ^ wide[k];
                int smaller = (difference | -difference) >> 31;
                counts[j] += 1 + smaller;
                wide[k] = Float.floatToRawIntBits(gradients[j]) & ~smaller;
            }
        }
        for (int j = 0; j < narrow.length; j++) {
            if (counts[j] != 1 || narrow[j] == NONE) {
                // Nothing is equal to what is no number: the gradient is 0/0.
                int count = narrow[j] == NONE ? 0 : counts[j];
                for (int k = j * size; k < (j + 1) * size; k++) {
                    float share = Float.intBitsToFloat(wide[k]);
                    wide[k] = Float.floatToRawIntBits(count == 0 ? Float.NaN : share / count);
                }
            }
        }
    }
}
