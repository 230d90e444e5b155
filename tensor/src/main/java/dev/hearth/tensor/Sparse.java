package dev.hearth.tensor;

import java.nio.FloatBuffer;

/**
 * A product with a matrix that is mostly zeros, such as the gradient behind maxout of five pieces: x's
 * rows are added up where it is not zero, four at a time, because a sum's way to memory and back costs
 * more than its arithmetic.
 */
final class Sparse {

    private static final int TOGETHER = 4;

    private final float[] sum;
    private final float[] factors;
    private final float[][] rows;

    /** Scratch memory of one thread. */
    private Sparse(int length, int most) {
        this.sum = new float[length];
        this.factors = new float[most];
        this.rows = new float[most][];
    }

    /** Whether the kernel can do it. */
    static boolean fits(Tensor... tensors) {
        for (Tensor tensor : tensors) {
            if (tensor.dimensions() != 2) {
                return false;
            }
        }
        return Descent.fits(tensors);
    }

    /** target [u × i] ← target + sᵀ·x, for s [n × u] and x [n × i]. */
    static void add(Tensor target, Tensor s, Tensor x) {
        int inputs = (int) x.size(1);
        int units = (int) s.size(1);
        float[] all = new float[(int) s.count()];
        s.floats().get(0, all);
        float[][] rows = new float[(int) x.size(0)][inputs];
        FloatBuffer from = x.floats();
        for (float[] row : rows) {
            from.get(row);
        }
        FloatBuffer to = target.floats();
        Workers.run(
                units,
                target.count(),
                () -> new Sparse(inputs, rows.length),
                (sparse, unit) -> {
                    to.get(unit * inputs, sparse.sum, 0, inputs);
                    sparse.add(all, unit, units, rows);
                    to.put(unit * inputs, sparse.sum, 0, inputs);
                });
    }

    private void add(float[] all, int from, int stride, float[][] each) {
        int count = 0;
        for (int n = 0, at = from; n < each.length; n++, at += stride) {
            if (all[at] != 0) {
                factors[count] = all[at];
                rows[count++] = each[n];
            }
        }
        int k = 0;
        for (; k + TOGETHER <= count; k += TOGETHER) {
            four(factors, k, rows[k], rows[k + 1], rows[k + 2], rows[k + 3], sum);
        }
        for (; k < count; k++) {
            one(factors[k], rows[k], sum);
        }
    }

    private static void one(float factor, float[] row, float[] sum) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += factor * row[k];
        }
    }

    private static void four(
            float[] factors, int at, float[] a, float[] b, float[] c, float[] d, float[] sum) {
        float ofA = factors[at];
        float ofB = factors[at + 1];
        float ofC = factors[at + 2];
        float ofD = factors[at + 3];
        for (int k = 0; k < sum.length; k++) {
            sum[k] += (ofA * a[k] + ofB * b[k]) + (ofC * c[k] + ofD * d[k]);
        }
    }
}
