package dev.hearth.train.metric;

import dev.hearth.data.Dataset;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The example that a sample is nearest to by Euclidean distance (L2) of its values: the paper's way to
 * see that a generator has not learned its images by heart (Goodfellow et al. 2014, figure 2).
 *
 * <p>The examples are read a tile at a time, so the set may be larger than memory. Where two are as
 * near to within single precision, either may be named.
 *
 * <pre>{@code
 * List<NearestExample> nearest = NearestExample.of(samples, train);
 * int whose = nearest.get(0).index();
 * }</pre>
 *
 * @param index of the example, in the order in which they are stored
 * @param distance to it, in the unit of the values
 */
public record NearestExample(int index, double distance) {

    private static final String NAME = "NearestExample";

    /** Where examples are taken from. */
    private interface Source {
        Tensor rows(int from, int count);
    }

    /**
     * Finds them in a data set.
     *
     * @param samples [n × …] as wide as an image of the set
     * @param set to look through
     * @return one a sample
     * @throws IllegalArgumentException if widths differ or a sample is not finite
     */
    public static List<NearestExample> of(Tensor samples, Dataset set) {
        return of(
                samples,
                set.pixels().count(),
                set.size(),
                (from, count) -> ExampleRows.rows(set, from, count).to(samples.device()));
    }

    /**
     * Finds them among rows.
     *
     * @param samples [n × …]
     * @param examples [m × …] as wide
     * @return one a sample
     * @throws IllegalArgumentException if widths differ or a sample is not finite
     */
    public static List<NearestExample> of(Tensor samples, Tensor examples) {
        try (var scope = Scope.open()) {
            Tensor rows = SquaredDistances.flat(NAME, examples);
            return of(
                    samples,
                    rows.size(1),
                    Math.toIntExact(rows.size(0)),
                    (from, count) -> rows.narrow(0, from, count));
        }
    }

    private static List<NearestExample> of(Tensor samples, long width, int size, Source source) {
        try (var quiet = NoGrad.open();
                var scope = Scope.open()) {
            Tensor rows = SquaredDistances.fitting(NAME, samples, width);
            SquaredDistances.finite(NAME, rows);
            Tensor centre = rows.mean(Tensor.Keep.DIMENSIONS, 0);
            Tensor queries = SquaredDistances.queries(rows, centre);
            int count = Math.toIntExact(rows.size(0));
            int[] best = new int[count];
            double[] closest = new double[count];
            Arrays.fill(closest, Double.NEGATIVE_INFINITY);
            for (int from = 0; from < size; from += SquaredDistances.REFERENCES) {
                int columns = Math.min(SquaredDistances.REFERENCES, size - from);
                try (var turn = Scope.open()) {
                    Tensor references =
                            SquaredDistances.references(source.rows(from, columns), centre);
                    for (int top = 0; top < count; top += SquaredDistances.QUERIES) {
                        int length = Math.min(SquaredDistances.QUERIES, count - top);
                        try (var tile = Scope.open()) {
                            Tensor close = queries.narrow(0, top, length).linear(references);
                            double[] greatest = close.amax(Tensor.Keep.NOTHING, 1).toDoubles();
                            long[] which = close.argmax(1).toLongs();
                            for (int i = 0; i < length; i++) {
                                if (greatest[i] > closest[top + i]) {
                                    closest[top + i] = greatest[i];
                                    best[top + i] = from + (int) which[i];
                                }
                            }
                        }
                    }
                }
            }
            return measured(rows, best, source);
        }
    }

    /** The products have lost digits of small distances: those of the nearest are taken anew. */
    private static List<NearestExample> measured(Tensor rows, int[] best, Source source) {
        int width = Math.toIntExact(rows.size(1));
        float[] values = rows.toFloats();
        List<NearestExample> nearest = new ArrayList<>(best.length);
        for (int i = 0; i < best.length; i++) {
            float[] example;
            try (var turn = Scope.open()) {
                example = source.rows(best[i], 1).toFloats();
            }
            double sum = 0;
            for (int k = 0; k < width; k++) {
                double difference = (double) values[i * width + k] - example[k];
                sum += difference * difference;
            }
            nearest.add(new NearestExample(best[i], Math.sqrt(sum)));
        }
        return nearest;
    }
}
