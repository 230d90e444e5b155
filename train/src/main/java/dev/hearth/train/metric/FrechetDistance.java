package dev.hearth.train.metric;

import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;

/**
 * The squared Fréchet distance of two normal distributions (Dowson and Landau 1982), |m₁ − m₂|² +
 * tr(C₁ + C₂ − 2(C₁C₂)^½), taken over features of real and of generated images (Heusel et al. 2017).
 *
 * <p>The features make the number: Heusel et al. take an Inception net's, this house a small net's of
 * its own, and the two cannot be compared. Whoever reports a distance says whose features it is over
 * and from how many images: with few it is too great.
 *
 * <pre>{@code
 * double distance = FrechetDistance.between(FeatureMoments.of(real), FeatureMoments.of(generated));
 * }</pre>
 */
public final class FrechetDistance {

    private FrechetDistance() {}

    /**
     * The distance; symmetric, and 0 for equal moments.
     *
     * @param a one distribution
     * @param b the other
     * @return in the square of the features' unit, at least 0
     * @throws IllegalArgumentException if they have different counts of features
     */
    public static double between(FeatureMoments a, FeatureMoments b) {
        int size = a.mean().size();
        if (b.mean().size() != size) {
            throw new IllegalArgumentException(
                    "FrechetDistance needs features of one net. Received: "
                            + size
                            + " and "
                            + b.mean().size()
                            + " features. Take both from the same layer.");
        }
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double difference = a.mean().get(i) - b.mean().get(i);
            sum +=
                    difference * difference
                            + a.covariance().get(i).get(i)
                            + b.covariance().get(i).get(i);
        }
        try (var quiet = NoGrad.open();
                var scope = Scope.open()) {
            // (C₁C₂)^½ has the trace of (RC₂R)^½ with R = C₁^½, which is symmetric.
            Tensor root = root(a.matrix());
            Tensor product = root.matmul(b.matrix()).matmul(root);
            Tensor even = product.add(product.transpose(0, 1)).mul(0.5);
            double trace = even.symmetricEigen().values().clampMin(0).sqrt().sum().item();
            return Math.max(0, sum - 2 * trace);
        }
    }

    private static Tensor root(Tensor covariance) {
        Tensor.Eigen eigen = covariance.symmetricEigen();
        Tensor scaled = eigen.vectors().mul(eigen.values().clampMin(0).sqrt());
        return scaled.matmul(eigen.vectors().transpose(0, 1));
    }
}
