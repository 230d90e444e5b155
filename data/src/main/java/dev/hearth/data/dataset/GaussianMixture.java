package dev.hearth.data.dataset;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.InMemoryDataset;
import dev.hearth.data.JavaMemory;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Normal distributions of one deviation and equal weights: p(x) = mean over centres c of N(x; c,
 * deviation²·I).
 *
 * <pre>{@code
 * Dataset points = GaussianMixture.ring().dataset("ring", 10_000, new Seed(1));
 * }</pre>
 *
 * @param deviation of each, in each dimension, above 0
 */
public record GaussianMixture(List<List<Double>> centres, double deviation) {

    /** Refuses no modes, modes of unequal dimensions and a deviation that is not positive. */
    public GaussianMixture {
        centres = centres.stream().map(List::copyOf).toList();
        boolean alike =
                !centres.isEmpty()
                        && !centres.get(0).isEmpty()
                        && centres.stream().mapToInt(List::size).distinct().count() == 1;
        if (!alike || !(deviation > 0) || Double.isInfinite(deviation)) {
            throw Check.error(
                    "GaussianMixture needs centres of one dimension and a deviation above 0",
                    "centres=" + centres + ", deviation=" + deviation,
                    "Use ring() or line()");
        }
    }

    /** Eight modes of deviation 0.05 on a line, at ±0.25, ±0.75, ±1.25 and ±1.75. */
    public static GaussianMixture line() {
        return new GaussianMixture(
                IntStream.range(0, 8).mapToObj(i -> List.of((2 * i - 7) / 4.0)).toList(), 0.05);
    }

    /** Eight modes of deviation 0.05 on a circle of radius 1. */
    public static GaussianMixture ring() {
        return new GaussianMixture(
                IntStream.range(0, 8)
                        .mapToObj(
                                i ->
                                        List.of(
                                                StrictMath.cos(i * Math.PI / 4),
                                                StrictMath.sin(i * Math.PI / 4)))
                        .toList(),
                0.05);
    }

    /** The same modes with another deviation. */
    public GaussianMixture wide(double other) {
        return new GaussianMixture(centres, other);
    }

    /**
     * One of four by its name.
     *
     * @param word {@code line} or {@code ring}; {@code line-wide} or {@code ring-wide}, whose modes have
     *     deviations of 0.125 and 0.15, so that neighbours lie 4 and 5.1 of them apart
     * @throws BadDataException if it is another name
     */
    public static GaussianMixture named(String word) {
        return switch (word) {
            case "line" -> line();
            case "ring" -> ring();
            case "line-wide" -> line().wide(0.125);
            case "ring-wide" -> ring().wide(0.15);
            default ->
                    throw new BadDataException(
                            "A mixture is one of line, ring, line-wide and ring-wide",
                            word,
                            "Name one of these");
        };
    }

    /** How many coordinates a point has. */
    public int dimensions() {
        return centres.get(0).size();
    }

    /** The density at a point. */
    public double density(double... point) {
        double sum = 0;
        for (List<Double> centre : centres) {
            sum += Math.exp(-square(centre, point) / (2 * deviation * deviation));
        }
        double norm = Math.pow(2 * Math.PI * deviation * deviation, dimensions() / 2.0);
        return sum / (centres.size() * norm);
    }

    /** The mode that a point is nearest to. */
    public int nearest(double... point) {
        int best = 0;
        for (int i = 1; i < centres.size(); i++) {
            if (square(centres.get(i), point) < square(centres.get(best), point)) {
                best = i;
            }
        }
        return best;
    }

    /** How far a point is from a mode. */
    public double deviationsFrom(int mode, double... point) {
        return Math.sqrt(square(centres.get(mode), point)) / deviation;
    }

    private static double square(List<Double> centre, double[] point) {
        double square = 0;
        for (int d = 0; d < point.length; d++) {
            square += (point[d] - centre.get(d)) * (point[d] - centre.get(d));
        }
        return square;
    }

    /** Points of it, as images of one row; the label is the mode. */
    public Dataset dataset(String name, int count, Seed seed) {
        RandomStream random = seed.stream();
        int dimensions = dimensions();
        JavaMemory.refuseAbove(name, 4.0 * count * (dimensions + 1), "Use fewer of its points");
        float[] points = new float[Math.multiplyExact(count, dimensions)];
        int[] modes = new int[count];
        for (int i = 0; i < count; i++) {
            modes[i] = random.nextInt(centres.size());
            for (int d = 0; d < dimensions; d++) {
                double centre = centres.get(modes[i]).get(d);
                points[i * dimensions + d] = (float) (centre + deviation * random.nextGaussian());
            }
        }
        return InMemoryDataset.of(
                name,
                new ImageShape(1, 1, dimensions),
                IntStream.range(0, centres.size()).mapToObj(i -> "mode " + i).toList(),
                points,
                modes);
    }
}
