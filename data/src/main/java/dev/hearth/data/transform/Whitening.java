package dev.hearth.data.transform;

import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.InMemoryDataset;
import dev.hearth.data.Sha256;
import dev.hearth.tensor.Check;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A fitted whitening, x ← W (x − mean): two arrays, as a checkpoint stores them.
 *
 * <pre>{@code
 * Whitening nothing = Whitening.of(new ImageShape(1, 1, 2), new float[2], new float[] {1, 0, 0, 1});
 * }</pre>
 */
public final class Whitening {

    /** Images treated together, so that a row of the matrix is fetched once for all of them. */
    private static final int BLOCK = 32;

    private static final int TERMS = 64;

    private final ImageShape pixels;
    private final float[] mean;
    private final float[] matrix;

    private Whitening(ImageShape pixels, float[] mean, float[] matrix) {
        this.pixels = pixels;
        this.mean = mean;
        this.matrix = matrix;
    }

    /**
     * A whitening from its arrays, which are copied.
     *
     * @throws IllegalArgumentException if the arrays do not fit the extent
     */
    public static Whitening of(ImageShape pixels, float[] mean, float[] matrix) {
        int count = pixels.count();
        if (mean.length != count || matrix.length != Math.multiplyExact(count, count)) {
            throw Check.error(
                    "Whitening of "
                            + pixels
                            + " needs a mean of "
                            + count
                            + " values and a matrix of "
                            + (long) count * count,
                    mean.length + " and " + matrix.length,
                    "Give the arrays that were fitted for this extent");
        }
        return new Whitening(pixels, mean.clone(), matrix.clone());
    }

    /** The extent of the images that it whitens. */
    public ImageShape pixels() {
        return pixels;
    }

    /** The mean of the images it was fitted on. */
    public float[] mean() {
        return mean.clone();
    }

    /** W, symmetric. */
    public float[] matrix() {
        return matrix.clone();
    }

    /**
     * Whitens a whole data set into memory.
     *
     * @param threads at least 1; the result does not depend on it
     * @throws IllegalArgumentException if the images have another extent
     */
    public Dataset of(Dataset origin, int threads) {
        if (!origin.pixels().equals(pixels)) {
            throw Check.error(
                    "Whitening fitted on images of " + pixels + " needs the same extent",
                    origin.name() + " of " + origin.pixels(),
                    "Fit it on images of that extent");
        }
        int count = pixels.count();
        float[] whitened = new float[Math.multiplyExact(origin.size(), count)];
        float[][] rows = new float[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = Arrays.copyOfRange(matrix, i * count, (i + 1) * count);
        }
        int blocks = (origin.size() + BLOCK - 1) / BLOCK;
        new HelperThreads(threads)
                .run(
                        blocks,
                        block -> {
                            int first = block * BLOCK;
                            int end = Math.min(origin.size(), first + BLOCK);
                            whiten(origin, first, end, rows, whitened);
                        });
        return InMemoryDataset.derived(origin, "whitened " + digest(), pixels, whitened);
    }

    private void whiten(Dataset origin, int first, int end, float[][] rows, float[] target) {
        int count = mean.length;
        float[][] in = new float[end - first][count];
        float[][] out = new float[end - first][count];
        for (int i = first; i < end; i++) {
            origin.read(i, in[i - first], 0);
            for (int j = 0; j < count; j++) {
                in[i - first][j] -= mean[j];
            }
        }
        for (int term = 0; term < count; term += TERMS) {
            int stop = Math.min(count, term + TERMS);
            for (int i = 0; i < in.length; i++) {
                multiply(in[i], out[i], rows, term, stop);
            }
        }
        for (int i = first; i < end; i++) {
            System.arraycopy(out[i - first], 0, target, i * count, count);
        }
    }

    private static void multiply(float[] in, float[] out, float[][] rows, int from, int to) {
        int k = from;
        for (; k + 4 <= to; k += 4) {
            addFour(
                    out,
                    in[k],
                    in[k + 1],
                    in[k + 2],
                    in[k + 3],
                    rows[k],
                    rows[k + 1],
                    rows[k + 2],
                    rows[k + 3]);
        }
        for (; k < to; k++) {
            float factor = in[k];
            float[] row = rows[k];
            for (int j = 0; j < out.length; j++) {
                out[j] += factor * row[j];
            }
        }
    }

    private static void addFour(
            float[] out,
            float a,
            float b,
            float c,
            float d,
            float[] r,
            float[] s,
            float[] t,
            float[] u) {
        for (int j = 0; j < out.length; j++) {
            out[j] += a * r[j] + b * s[j] + c * t[j] + d * u[j];
        }
    }

    /** SHA-256 over mean and matrix. */
    private String digest() {
        MessageDigest sha = Sha256.sha256();
        ByteBuffer bytes = ByteBuffer.allocate(mean.length * Float.BYTES);
        bytes.asFloatBuffer().put(mean);
        sha.update(bytes.array());
        for (int i = 0; i < mean.length; i++) {
            bytes.asFloatBuffer().put(matrix, i * mean.length, mean.length);
            sha.update(bytes.array());
        }
        return Sha256.hexadecimal(sha);
    }
}
