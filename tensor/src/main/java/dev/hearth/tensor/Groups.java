package dev.hearth.tensor;

import java.nio.FloatBuffer;

/** The greatest of each group of neighbours, for dense floats on the CPU; equals share the gradient. */
final class Groups {

    private Groups() {}

    /** Whether the kernel can do it. */
    static boolean fit(Tensor x) {
        return x.device() == Device.CPU
                && x.dtype() == DType.FLOAT32
                && x.count() > 0
                && 4 * x.count() <= Integer.MAX_VALUE;
    }

    private static int row(Tensor x) {
        return (int) x.size(-1);
    }

    /** From a contiguous x to the greatest. */
    static void greatest(Tensor x, int size, Tensor y) {
        int wide = row(x);
        int narrow = wide / size;
        FloatBuffer from = x.floats();
        FloatBuffer to = y.floats();
        Workers.run(
                (int) (x.count() / wide),
                x.count(),
                () -> new float[][] {new float[wide], new float[narrow]},
                (rows, part) -> {
                    from.get(part * wide, rows[0], 0, wide);
                    greatest(rows[0], size, rows[1]);
                    to.put(part * narrow, rows[1], 0, narrow);
                });
    }

    private static void greatest(float[] x, int size, float[] y) {
        for (int j = 0, k = 0; j < y.length; j++) {
            float most = x[k++];
            for (int end = k + size - 1; k < end; k++) {
                most = Math.max(most, x[k]);
            }
            y[j] = most;
        }
    }

    /** From the gradient by the greatest to that by x, all contiguous. */
    static void backward(Tensor x, int size, Tensor gradient, Tensor target) {
        int wide = row(x);
        int narrow = wide / size;
        FloatBuffer ofX = x.floats();
        FloatBuffer from = gradient.floats();
        FloatBuffer to = target.floats();
        Workers.run(
                (int) (x.count() / wide),
                x.count(),
                () -> new float[][] {new float[wide], new float[narrow]},
                (rows, part) -> {
                    ofX.get(part * wide, rows[0], 0, wide);
                    from.get(part * narrow, rows[1], 0, narrow);
                    backward(rows[0], size, rows[1]);
                    to.put(part * wide, rows[0], 0, wide);
                });
    }

    /** The gradient takes x's place. Without branches but for equals, which are rare. */
    private static void backward(float[] x, int size, float[] gradient) {
        for (int j = 0, begin = 0; j < gradient.length; j++, begin += size) {
            float most = x[begin];
            for (int k = begin + 1; k < begin + size; k++) {
                most = Math.max(most, x[k]);
            }
            if (Float.isInfinite(most)) {
                share(x, begin, size, most, gradient[j]);
                continue;
            }
            int bits = Float.floatToRawIntBits(gradient[j]);
            int count = 0;
            for (int k = begin; k < begin + size; k++) {
                // Zero where they are equal, and only there; NaN never is.
                int difference = Float.floatToRawIntBits(most - x[k]);
                int smaller = (difference | -difference) >> 31;
                count += 1 + smaller;
                x[k] = Float.intBitsToFloat(bits & ~smaller);
            }
            if (count != 1) {
                // None is equal to NaN: the gradient is 0/0.
                for (int k = begin; k < begin + size; k++) {
                    x[k] /= count;
                }
            }
        }
    }

    /** By comparison, because the difference of infinite equals is no number. */
    private static void share(float[] x, int begin, int size, float most, float gradient) {
        int count = 0;
        for (int k = begin; k < begin + size; k++) {
            count += x[k] == most ? 1 : 0;
        }
        for (int k = begin; k < begin + size; k++) {
            x[k] = x[k] == most ? gradient / count : 0;
        }
    }
}
