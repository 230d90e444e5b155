package dev.hearth.data.transform;

import dev.hearth.data.Dataset;
import dev.hearth.data.Sha256;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.nio.file.Path;

/**
 * Zero-phase whitening: W = U diag(1/√(λ + ε)) Uᵀ, where U and λ are the eigenvectors and eigenvalues of
 * the training images' covariance (divided by their count), and x ← W (x − mean). ε = 0.1 after contrast
 * normalisation with scale 55 in pylearn2 (the ELU paper's CIFAR experiments), 10⁻⁵ in the weight
 * normalisation paper.
 *
 * <p>For the 3072 values of CIFAR-10's 50,000 images the covariance takes 20 s of processor time and the
 * eigenvectors 7 s, so fit once and keep it, in a folder or a checkpoint.
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
        Covariance covariance = Covariance.of(training, new HelperThreads(threads));
        float[] mean = new float[covariance.mean().length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) covariance.mean()[i];
        }
        double[] root = inverseRoot(covariance.matrix(), epsilon);
        float[] matrix = new float[root.length];
        for (int i = 0; i < root.length; i++) {
            matrix[i] = (float) root[i];
        }
        return Whitening.of(training.pixels(), mean, matrix);
    }

    /** (C + εI)⁻¹ᐟ² of a symmetric C, row by row. */
    static double[] inverseRoot(double[][] matrix, double epsilon) {
        int size = matrix.length;
        double[] values = new double[Math.multiplyExact(size, size)];
        for (int i = 0; i < size; i++) {
            System.arraycopy(matrix[i], 0, values, i * size, size);
        }
        try (var scope = Scope.open();
                var noGrad = NoGrad.open()) {
            return Tensor.of(values, size, size)
                    .symmetricEigen()
                    .map(eigenvalues -> eigenvalues.add(epsilon).rsqrt())
                    .toDoubles();
        }
    }

    /**
     * Fits, or takes the fit of before from a folder. A file that is damaged is made anew.
     *
     * @param threads at least 1; the result does not depend on it
     * @param folder made if missing; fits are kept in it by the digest of the data and this record
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
}
