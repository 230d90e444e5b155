package dev.hearth.data.transform;

import dev.hearth.data.Dataset;
import dev.hearth.data.Sha256;
import dev.hearth.tensor.Check;
import java.nio.file.Path;

/**
 * Zero-phase whitening: W = U diag(1/√(λ + ε)) Uᵀ, where U and λ are the eigenvectors and eigenvalues of
 * the training images' covariance (divided by their count), and x ← W (x − mean). ε = 0.1 after contrast
 * normalisation with scale 55 in pylearn2 (the ELU paper's CIFAR experiments), 10⁻⁵ in the weight
 * normalisation paper.
 *
 * <p>W is (C + εI)⁻¹ᐟ², computed as such, without eigenvectors. For the 3072 values of CIFAR's images
 * this takes a minute or two of processor time, so fit once and keep it, in a folder or a checkpoint.
 *
 * <pre>{@code
 * static Dataset whitened(Dataset training, Dataset test, Path folder) {
 *     Preprocess contrast = new GlobalContrastNormalization(55);
 *     Whitening whitening = new Zca(0.1).fit(contrast.of(training), 2, folder);
 *     return whitening.of(contrast.of(test), 2);
 * }
 * }</pre>
 */
public record Zca(double epsilon) {

    /** Refuses an ε that is not above zero. */
    public Zca {
        if (!(epsilon > 0) || !Double.isFinite(epsilon)) {
            throw Check.error(
                    "Zca needs ε above 0",
                    epsilon,
                    "Use 0.1 after contrast normalisation, 1e-5 without it");
        }
    }

    /**
     * Fits on images to train on.
     *
     * @param threads at least 1; the result does not depend on it
     */
    public Whitening fit(Dataset training, int threads) {
        HelperThreads crew = new HelperThreads(threads);
        Covariance covariance = Covariance.of(training, crew);
        double[][] matrix = covariance.matrix();
        for (int i = 0; i < matrix.length; i++) {
            matrix[i][i] += epsilon;
        }
        return Whitening.of(
                training.pixels(),
                floats(new double[][] {covariance.mean()}),
                floats(InverseRoot.of(matrix, epsilon, crew)));
    }

    /**
     * Fits, or takes the fit of before from a folder. A file that is damaged is made anew.
     *
     * @param threads at least 1; the result does not depend on it
     * @param folder made if missing; fits are kept in it by the digest of data and letter
     * @throws dev.hearth.data.BadDataException if the folder cannot be written
     */
    public Whitening fit(Dataset training, int threads, Path folder) {
        String key = Sha256.derived(training, toString());
        WhiteningFile file = new WhiteningFile(folder, key);
        return file.read(training.pixels())
                .orElseGet(
                        () -> {
                            Whitening fitted = fit(training, threads);
                            file.write(fitted);
                            return fitted;
                        });
    }

    private static float[] floats(double[][] rows) {
        float[] values = new float[Math.multiplyExact(rows.length, rows[0].length)];
        int at = 0;
        for (double[] row : rows) {
            for (double value : row) {
                values[at++] = (float) value;
            }
        }
        return values;
    }
}
