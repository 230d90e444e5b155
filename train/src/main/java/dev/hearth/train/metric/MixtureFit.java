package dev.hearth.train.metric;

import dev.hearth.data.dataset.GaussianMixture;
import java.util.List;
import org.apache.commons.numbers.gamma.Erf;

/**
 * How far points are from a mixture of normal distributions, whose share of each cell of a grid is
 * known exactly. Cells are half a deviation wide in one dimension, one in two; the grid reaches ten
 * deviations beyond the outermost modes, and what is outside counts as one more cell.
 *
 * @param divergence Jensen–Shannon divergence between the shares of cells, in nats: 0 for equals, ln 2
 *     at most; points of the mixture itself leave about (cells that they fall to)/8n
 * @param modes how many modes have a quarter of their share of points or more, of points within three
 *     deviations
 * @param near share of points within three deviations of a mode
 */
public record MixtureFit(double divergence, int modes, double near) {

    private static final double NEAR = 3;
    private static final double BEYOND = 10;

    /**
     * Measures points.
     *
     * @param mixture of one or two dimensions
     * @param points coordinate by coordinate, point by point
     * @return how they fit
     * @throws IllegalArgumentException if the mixture has more dimensions, or there is no point
     */
    public static MixtureFit of(GaussianMixture mixture, float[] points) {
        int dimensions = mixture.dimensions();
        if (dimensions > 2 || points.length < dimensions || points.length % dimensions != 0) {
            throw new IllegalArgumentException(
                    "MixtureFit needs points of one or two dimensions. Received: "
                            + points.length
                            + " coordinates in "
                            + dimensions
                            + " dimensions. Draw some.");
        }
        int count = points.length / dimensions;
        Axis[] axes = new Axis[dimensions];
        int cells = 1;
        for (int d = 0; d < dimensions; d++) {
            axes[d] = Axis.of(mixture, d);
            cells = Math.multiplyExact(cells, axes[d].cells());
        }
        long[] found = new long[cells + 1];
        long[] perMode = new long[mixture.centres().size()];
        long near = 0;
        double[] point = new double[dimensions];
        for (int i = 0; i < count; i++) {
            int cell = 0;
            for (int d = 0; d < dimensions; d++) {
                point[d] = points[i * dimensions + d];
                int along = axes[d].cell(point[d]);
                cell = along < 0 || cell < 0 ? -1 : cell * axes[d].cells() + along;
            }
            found[cell < 0 ? cells : cell]++;
            int mode = mixture.nearest(point);
            if (mixture.deviationsFrom(mode, point) <= NEAR) {
                perMode[mode]++;
                near++;
            }
        }
        int modes = 0;
        for (long here : perMode) {
            modes += here * 4.0 * perMode.length >= count ? 1 : 0;
        }
        return new MixtureFit(
                divergence(shares(mixture, axes, cells), found, count),
                modes,
                (double) near / count);
    }

    /** A way to cut one coordinate. */
    private record Axis(double low, double width, int cells) {

        static Axis of(GaussianMixture mixture, int dimension) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (List<Double> centre : mixture.centres()) {
                least = Math.min(least, centre.get(dimension));
                most = Math.max(most, centre.get(dimension));
            }
            double beyond = BEYOND * mixture.deviation();
            double width = mixture.deviation() / (mixture.dimensions() == 1 ? 2 : 1);
            double low = least - beyond;
            return new Axis(low, width, (int) Math.ceil((most + beyond - low) / width));
        }

        /** Below 0 outside, and for what is no number. */
        int cell(double x) {
            double at = Math.floor((x - low) / width);
            return at >= 0 && at < cells ? (int) at : -1;
        }

        /** The share of N(centre, deviation²) in each cell. */
        double[] shares(double centre, double deviation) {
            double[] shares = new double[cells];
            double root = deviation * Math.sqrt(2);
            double before = Erf.value((low - centre) / root);
            for (int i = 0; i < cells; i++) {
                double here = Erf.value((low + (i + 1) * width - centre) / root);
                shares[i] = (here - before) / 2;
                before = here;
            }
            return shares;
        }
    }

    private static double[] shares(GaussianMixture mixture, Axis[] axes, int cells) {
        double[] shares = new double[cells + 1];
        for (List<Double> centre : mixture.centres()) {
            double[] first = axes[0].shares(centre.get(0), mixture.deviation());
            double[] second =
                    axes.length == 1
                            ? new double[] {1}
                            : axes[1].shares(centre.get(1), mixture.deviation());
            for (int i = 0; i < cells; i++) {
                shares[i] +=
                        first[i / second.length]
                                * second[i % second.length]
                                / mixture.centres().size();
            }
        }
        double inside = 0;
        for (int i = 0; i < cells; i++) {
            inside += shares[i];
        }
        shares[cells] = Math.max(0, 1 - inside);
        return shares;
    }

    private static double divergence(double[] shares, long[] found, int count) {
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            double p = shares[i];
            double q = (double) found[i] / count;
            double middle = (p + q) / 2;
            sum += (p > 0 ? p * Math.log(p / middle) : 0) + (q > 0 ? q * Math.log(q / middle) : 0);
        }
        return sum / 2;
    }
}
