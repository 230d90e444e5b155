package dev.hearth.train.metric;

import dev.hearth.tensor.DType;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Mean and covariance of feature vectors, in double precision: a normal distribution fitted to them.
 *
 * @param mean one number a feature
 * @param covariance a row a feature, with the divisor n − 1
 * @param count of vectors
 */
public record FeatureMoments(List<Double> mean, List<List<Double>> covariance, long count) {

    /** Copies the lists, and refuses a covariance that does not fit the mean. */
    public FeatureMoments {
        mean = List.copyOf(mean);
        covariance = covariance.stream().map(List::copyOf).toList();
        int size = mean.size();
        if (size == 0
                || covariance.size() != size
                || covariance.stream().anyMatch(row -> row.size() != size)) {
            throw new IllegalArgumentException(
                    "FeatureMoments needs a mean of d numbers and a covariance of d × d. Received: "
                            + size
                            + " and "
                            + covariance.size()
                            + " rows. Fit them with FeatureMoments.of.");
        }
    }

    /**
     * Fits them.
     *
     * @param features [n × d], two vectors or more
     * @return on no device
     * @throws IllegalArgumentException if there are fewer than two or one is not finite
     */
    public static FeatureMoments of(Tensor features) {
        try (var quiet = NoGrad.open();
                var scope = Scope.open()) {
            Tensor rows = SquaredDistances.flat("FeatureMoments", features).to(DType.FLOAT64);
            SquaredDistances.finite("FeatureMoments", rows);
            long count = rows.size(0);
            if (count < 2) {
                throw new IllegalArgumentException(
                        "FeatureMoments needs two vectors or more. Received: "
                                + features
                                + ". Draw more samples, and rather thousands.");
            }
            Tensor mean = rows.mean(Tensor.Keep.DIMENSIONS, 0);
            Tensor moved = rows.sub(mean);
            double[] flat = moved.transpose(0, 1).matmul(moved).div(count - 1.0).toDoubles();
            double[] centre = mean.toDoubles();
            int size = centre.length;
            return new FeatureMoments(
                    IntStream.range(0, size).mapToObj(i -> centre[i]).toList(),
                    IntStream.range(0, size)
                            .mapToObj(
                                    i ->
                                            IntStream.range(0, size)
                                                    .mapToObj(j -> flat[i * size + j])
                                                    .toList())
                            .toList(),
                    count);
        }
    }

    /** The covariance, [d × d]. */
    Tensor matrix() {
        int size = mean.size();
        double[] flat = new double[size * size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                flat[i * size + j] = covariance.get(i).get(j);
            }
        }
        return Tensor.of(flat, size, size);
    }
}
