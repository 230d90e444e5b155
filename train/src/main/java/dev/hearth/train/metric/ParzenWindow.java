package dev.hearth.train.metric;

import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Gaussian Parzen window on samples of a generator (Goodfellow et al. 2014, §5, after Breuleux et
 * al. 2009): log p(x) = ln (1/n) Σⱼ exp(−|x − sⱼ|²/2σ²) − d·ln(σ√2π), in nats.
 *
 * <p>The paper's protocol is {@link #score}: σ from ten values between 0.1 and 1 by the best mean on
 * validation data, then the mean over the test data with its standard error sd/√n. The score has
 * high variance and is poor in high dimensions, as the paper says itself; 10,000 real training images
 * of MNIST in the samples' place reach 242.5.
 *
 * <p>Memory is bounded: beside samples and examples there are tiles of a few MiB. Each distance is
 * computed once for all σ, by matrix products; exponents are taken from the greatest, so nothing
 * overflows, and sums over tiles are kept in double precision. Lives in the scope that was open when
 * it was made, on the samples' device.
 *
 * <pre>{@code
 * try (var scope = Scope.open()) {
 *     ParzenScore score = ParzenWindow.of(samples).score(validation, test);
 *     System.out.println(score);      // 225.0 ± 2.0 nats at σ = 0.215 (…)
 * }
 * }</pre>
 */
public final class ParzenWindow {

    private static final String NAME = "ParzenWindow";
    private static final List<Double> PUBLISHED =
            IntStream.range(0, 10).mapToObj(i -> Math.pow(10, -1 + i / 9.0)).toList();

    private final Tensor references;
    private final Tensor centre;
    private final int samples;
    private final int width;

    private ParzenWindow(Tensor references, Tensor centre) {
        this.references = references;
        this.centre = centre;
        this.samples = Math.toIntExact(references.size(0));
        this.width = Math.toIntExact(references.size(1) - 1);
    }

    /**
     * Windows on samples.
     *
     * @param samples [n × …], a sample each
     * @return in the scope that is open now
     * @throws IllegalArgumentException if there are none, or one is not finite
     */
    public static ParzenWindow of(Tensor samples) {
        try (var quiet = NoGrad.open();
                var scope = Scope.open()) {
            Tensor rows = SquaredDistances.flat(NAME, samples);
            SquaredDistances.finite(NAME, rows);
            Tensor centre = rows.mean(Tensor.Keep.DIMENSIONS, 0);
            return new ParzenWindow(
                    scope.keep(SquaredDistances.references(rows, centre)), scope.keep(centre));
        }
    }

    /**
     * The paper's grid, {@code logspace(−1, 0, 10)} (pylearn2's and the authors' {@code
     * parzen_ll.py}): ten widths from 0.1 to 1.
     */
    public static List<Double> publishedSigmas() {
        return PUBLISHED;
    }

    /**
     * The log-likelihood of each example.
     *
     * @param examples [m × …] as wide as the samples
     * @param sigma the width, above 0
     * @return m numbers, in nats
     * @throws IllegalArgumentException if widths differ, an example is not finite or σ not above 0
     */
    public double[] logLikelihoods(Tensor examples, double sigma) {
        return logLikelihoods(examples, List.of(sigma)).get(0);
    }

    /**
     * The log-likelihood of each example at several widths, for little more than the price of one.
     *
     * @param examples [m × …] as wide as the samples
     * @param sigmas the widths, each above 0
     * @return for each width m numbers, in nats
     * @throws IllegalArgumentException if widths differ, an example is not finite or a σ not above 0
     */
    public List<double[]> logLikelihoods(Tensor examples, List<Double> sigmas) {
        for (double sigma : sigmas) {
            if (!(sigma > 0 && Double.isFinite(sigma))) {
                throw new IllegalArgumentException(
                        "ParzenWindow needs σ > 0. Received: σ=" + sigma + ". Use 0.2.");
            }
        }
        try (var quiet = NoGrad.open();
                var scope = Scope.open()) {
            Tensor rows = SquaredDistances.fitting(NAME, examples, width);
            SquaredDistances.finite(NAME, rows);
            int count = Math.toIntExact(rows.size(0));
            List<double[]> all = sigmas.stream().map(sigma -> new double[count]).toList();
            for (int from = 0; from < count; from += SquaredDistances.QUERIES) {
                int length = Math.min(SquaredDistances.QUERIES, count - from);
                try (var turn = Scope.open()) {
                    Tensor queries = SquaredDistances.queries(rows.narrow(0, from, length), centre);
                    double[][] found = block(queries, sigmas);
                    for (int s = 0; s < found.length; s++) {
                        System.arraycopy(found[s], 0, all.get(s), from, length);
                    }
                }
            }
            return all;
        }
    }

    private double[][] block(Tensor queries, List<Double> sigmas) {
        int length = Math.toIntExact(queries.size(0));
        double[] greatest = new double[length];
        Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
        double[][] sums = new double[sigmas.size()][length];
        for (int from = 0; from < samples; from += SquaredDistances.REFERENCES) {
            int columns = Math.min(SquaredDistances.REFERENCES, samples - from);
            try (var tile = Scope.open()) {
                Tensor close = queries.linear(references.narrow(0, from, columns));
                Tensor top = close.amax(Tensor.Keep.DIMENSIONS, 1);
                Tensor below = close.sub(top);
                double[] tops = top.toDoubles();
                for (int s = 0; s < sums.length; s++) {
                    double factor = 1 / (sigmas.get(s) * sigmas.get(s));
                    double[] here = below.mul(factor).exp().sum(Tensor.Keep.NOTHING, 1).toDoubles();
                    for (int i = 0; i < length; i++) {
                        double before = Math.exp(Math.min(0, (greatest[i] - tops[i]) * factor));
                        double now = Math.exp(Math.min(0, (tops[i] - greatest[i]) * factor));
                        sums[s][i] = sums[s][i] * before + here[i] * now;
                    }
                }
                for (int i = 0; i < length; i++) {
                    greatest[i] = Math.max(greatest[i], tops[i]);
                }
            }
        }
        double[] squares = SquaredDistances.squares(queries);
        for (int s = 0; s < sums.length; s++) {
            double sigma = sigmas.get(s);
            double rest = Math.log(samples) + width * Math.log(sigma * Math.sqrt(2 * Math.PI));
            for (int i = 0; i < length; i++) {
                double exponent = (greatest[i] - squares[i] / 2) / (sigma * sigma);
                sums[s][i] = exponent + Math.log(sums[s][i]) - rest;
            }
        }
        return sums;
    }

    /**
     * The paper's protocol with the paper's grid.
     *
     * @param validation chooses σ; the first 1,000 validation images for MNIST
     * @param test is measured at that σ
     * @return the score
     * @throws IllegalArgumentException if widths differ or something is not finite
     */
    public ParzenScore score(Tensor validation, Tensor test) {
        return score(validation, test, PUBLISHED);
    }

    /**
     * The paper's protocol with another grid.
     *
     * @param validation chooses σ
     * @param test is measured at that σ
     * @param sigmas to choose from, ascending, at least one; of equals the first is taken
     * @return the score
     * @throws IllegalArgumentException if widths differ, something is not finite or there is no σ
     */
    public ParzenScore score(Tensor validation, Tensor test, List<Double> sigmas) {
        if (sigmas.isEmpty()) {
            throw new IllegalArgumentException(
                    "score needs widths to choose from. Received: none. Use publishedSigmas().");
        }
        List<double[]> tried = logLikelihoods(validation, sigmas);
        double[] means = tried.stream().mapToDouble(ParzenWindow::mean).toArray();
        int best = 0;
        for (int s = 1; s < means.length; s++) {
            best = means[s] > means[best] ? s : best;
        }
        double sigma = sigmas.get(best);
        double[] found = logLikelihoods(test, sigma);
        double mean = mean(found);
        double squares = Arrays.stream(found).map(each -> (each - mean) * (each - mean)).sum();
        boolean end = best == 0 || best == means.length - 1;
        return new ParzenScore(
                sigma,
                mean,
                Math.sqrt(squares) / found.length,
                means[best],
                samples,
                found.length,
                end ? ParzenScore.Edge.AT_AN_END : ParzenScore.Edge.INSIDE);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }
}
