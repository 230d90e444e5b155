package dev.hearth.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ParzenWindowTest {

    /** By the formula, one distance at a time. */
    static double[] twin(double[][] samples, double[][] examples, double sigma) {
        double[] found = new double[examples.length];
        for (int i = 0; i < examples.length; i++) {
            double[] exponents = new double[samples.length];
            double greatest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < samples.length; j++) {
                double distance = 0;
                for (int k = 0; k < samples[j].length; k++) {
                    distance += Math.pow(examples[i][k] - samples[j][k], 2);
                }
                exponents[j] = -distance / (2 * sigma * sigma);
                greatest = Math.max(greatest, exponents[j]);
            }
            double sum = 0;
            for (double exponent : exponents) {
                sum += Math.exp(exponent - greatest);
            }
            found[i] =
                    greatest
                            + Math.log(sum / samples.length)
                            - samples[0].length * Math.log(sigma * Math.sqrt(2 * Math.PI));
        }
        return found;
    }

    private static double[][] rows(Tensor x) {
        int count = (int) x.size(0);
        double[] flat = x.toDoubles();
        int width = flat.length / count;
        double[][] rows = new double[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = java.util.Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
        return rows;
    }

    @Test
    void agrees_with_the_formula_over_several_tiles_and_widths() {
        try (var room = Scope.open()) {
            RandomTensors chance = RandomTensors.of(new Seed(1));
            // Neither count is a multiple of a tile's.
            Tensor samples = chance.uniform(0, 1, 2 * SquaredDistances.REFERENCES + 7, 20);
            Tensor examples = chance.uniform(0, 1, SquaredDistances.QUERIES + 3, 20);
            ParzenWindow window = ParzenWindow.of(samples);
            List<Double> sigmas = List.of(0.1, 0.3, 1.0);
            List<double[]> found = window.logLikelihoods(examples, sigmas);
            for (int s = 0; s < sigmas.size(); s++) {
                double[] wanted = twin(rows(samples), rows(examples), sigmas.get(s));
                assertThat(found.get(s)).containsExactly(wanted, within(2e-3));
                assertThat(window.logLikelihoods(examples, sigmas.get(s)))
                        .containsExactly(found.get(s));
            }
        }
    }

    @Test
    void far_from_every_sample_nothing_underflows() {
        try (var room = Scope.open()) {
            Tensor samples = Tensor.of(new double[] {0, 0, 1, 0}, 2, 2);
            Tensor examples = Tensor.of(new double[] {100, 0}, 1, 2);
            double[] found = ParzenWindow.of(samples).logLikelihoods(examples, 0.1);
            double wanted = -99.0 * 99 / 0.02 - Math.log(2) - Math.log(0.01 * 2 * Math.PI);
            assertThat(found[0]).isCloseTo(wanted, within(1e-6));
        }
    }

    @Test
    void images_far_from_the_origin_lose_nothing_to_cancelling() {
        try (var room = Scope.open()) {
            RandomTensors chance = RandomTensors.of(new Seed(2));
            Tensor samples = chance.uniform(0, 1, 50, 30);
            Tensor examples = chance.uniform(0, 1, 40, 30);
            double[] near = ParzenWindow.of(samples).logLikelihoods(examples, 0.2);
            // 1024 is a power of two, and its neighbours in single precision are 1.2e-4 apart.
            Tensor farSamples = samples.add(1024.0);
            Tensor farExamples = examples.add(1024.0);
            double[] far = ParzenWindow.of(farSamples).logLikelihoods(farExamples, 0.2);
            assertThat(far).containsExactly(near, within(0.02));
            assertThat(far)
                    .containsExactly(twin(rows(farSamples), rows(farExamples), 0.2), within(2e-3));
        }
    }

    @Test
    void the_width_is_the_one_that_suits_the_validation_data() {
        try (var room = Scope.open()) {
            RandomTensors chance = RandomTensors.of(new Seed(3));
            Tensor samples = chance.normal(0, 1, 400, 3);
            Tensor validation = chance.normal(0, 1, 150, 3);
            Tensor test = chance.normal(0, 1, 170, 3);
            ParzenWindow window = ParzenWindow.of(samples);
            ParzenScore score = window.score(validation, test);
            double best = Double.NEGATIVE_INFINITY;
            double at = 0;
            for (double sigma : ParzenWindow.publishedSigmas()) {
                Statistics tried = Statistics.of(twin(rows(samples), rows(validation), sigma));
                if (tried.mean() > best) {
                    best = tried.mean();
                    at = sigma;
                }
            }
            Statistics wanted = Statistics.of(twin(rows(samples), rows(test), at));
            assertThat(score.sigma()).isEqualTo(at).isBetween(0.2, 0.8);
            assertThat(score.edge()).isEqualTo(ParzenScore.Edge.INSIDE);
            assertThat(score.validationMean()).isCloseTo(best, within(1e-3));
            assertThat(score.mean()).isCloseTo(wanted.mean(), within(1e-3));
            // The authors' code divides by n, not by n − 1.
            double deviation = wanted.standardDeviation().getAsDouble() * Math.sqrt(169.0 / 170.0);
            assertThat(score.standardError()).isCloseTo(deviation / Math.sqrt(170), within(1e-3));
            assertThat(score.toString())
                    .contains("± 0.1 nats at σ = ")
                    .contains("(400 samples, 170 examples)");
        }
    }

    @Test
    void a_width_at_an_end_of_the_grid_is_said_to_be_there() {
        try (var room = Scope.open()) {
            Tensor samples = RandomTensors.of(new Seed(4)).normal(0, 1, 100, 3);
            ParzenScore score =
                    ParzenWindow.of(samples).score(samples, samples, List.of(0.001, 1.0, 2.0));
            assertThat(score.sigma()).isEqualTo(0.001);
            assertThat(score.edge()).isEqualTo(ParzenScore.Edge.AT_AN_END);
            assertThat(score.toString()).contains("σ at an end of its grid");
        }
    }

    @Test
    void the_grid_is_the_published_one() {
        assertThat(ParzenWindow.publishedSigmas()).hasSize(10).startsWith(0.1).endsWith(1.0);
        // numpy.logspace(−1, 0, 10)[2:4], to the last digit that it prints.
        assertThat(ParzenWindow.publishedSigmas().get(2)).isCloseTo(0.16681005, within(1e-8));
        assertThat(ParzenWindow.publishedSigmas().get(3)).isCloseTo(0.21544347, within(1e-8));
    }

    @Test
    void images_count_as_rows_and_nothing_is_left_in_the_scope() {
        try (var room = Scope.open()) {
            RandomTensors chance = RandomTensors.of(new Seed(5));
            Tensor samples = chance.uniform(0, 1, 9, 1, 4, 4);
            Tensor examples = chance.uniform(0, 1, 5, 1, 4, 4);
            int before = room.size();
            ParzenWindow window = ParzenWindow.of(samples);
            assertThat(window.logLikelihoods(examples, 0.5))
                    .containsExactly(twin(rows(samples), rows(examples), 0.5), within(1e-4));
            assertThat(room.size()).isEqualTo(before + 2);
        }
    }

    @Test
    void refuses_what_has_no_likelihood() {
        try (var room = Scope.open()) {
            Tensor three = Tensor.ones(2, 3);
            ParzenWindow window = ParzenWindow.of(three);
            assertThatThrownBy(() -> window.logLikelihoods(Tensor.ones(2, 4), 0.1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("ParzenWindow needs rows of 3 numbers. Received: ")
                    .hasMessageEndingWith("Compare images of one extent.");
            assertThatThrownBy(() -> window.logLikelihoods(three, 0))
                    .hasMessage("ParzenWindow needs σ > 0. Received: σ=0.0. Use 0.2.");
            assertThatThrownBy(() -> window.score(three, three, List.of()))
                    .hasMessage(
                            "score needs widths to choose from. Received: none. Use"
                                    + " publishedSigmas().");
            assertThatThrownBy(() -> ParzenWindow.of(three.mul(Double.NaN)))
                    .hasMessageContaining("ParzenWindow needs finite numbers. Received: ")
                    .hasMessageEndingWith("Say that the run diverged.");
            assertThatThrownBy(() -> window.logLikelihoods(three.div(0), 0.1))
                    .hasMessageContaining("ParzenWindow needs finite numbers.");
            assertThatThrownBy(() -> ParzenWindow.of(Tensor.ones(3)))
                    .hasMessageContaining("ParzenWindow needs floating-point rows, [n × d].");
        }
    }
}
