package dev.hearth.optim.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegativeElboTest {

    @Test
    void is_the_surprise_of_the_pixels_and_the_divergence_of_the_code() {
        try (var room = Scope.open()) {
            // Two images of two pixels, a code of one number: logits, μ, log σ².
            float[] said = {0, 2, 0.5f, -1, -3, 1, -2, 0.3f};
            float[] pixels = {1, 0.25f, 0, 1};
            double wanted = 0;
            for (int image = 0; image < 2; image++) {
                for (int i = 0; i < 2; i++) {
                    double p = 1 / (1 + Math.exp(-said[4 * image + i]));
                    double t = pixels[2 * image + i];
                    wanted -= t * Math.log(p) + (1 - t) * Math.log(1 - p);
                }
                double mean = said[4 * image + 2];
                double log = said[4 * image + 3];
                wanted += 0.5 * (mean * mean + Math.exp(log) - log - 1);
            }
            double loss =
                    new NegativeElbo(1, Likelihood.BERNOULLI)
                            .of(Tensor.of(said, 2, 4), Tensor.of(pixels, 2, 2))
                            .item();
            assertThat(loss).isCloseTo(wanted / 2, within(1e-5));
        }
    }

    @ParameterizedTest
    @CsvSource({"0.5, -2", "0.1, -4.5", "0, -3", "1.2, -3", "0.998, -6"})
    void the_256_levels_of_a_discretised_logistic_sum_to_one(double mean, double logScale) {
        try (var room = Scope.open()) {
            double sum = 0;
            for (int level = 0; level < 256; level++) {
                float[] output = {(float) mean, (float) logScale, 0, 0};
                Tensor target = Tensor.of(new float[] {level / 255f}, 1, 1);
                double surprise =
                        new NegativeElbo(1, Likelihood.DISCRETIZED_LOGISTIC)
                                .of(Tensor.of(output, 1, 4), target)
                                .item();
                // A naive twin in double precision, tails included.
                double s = Math.exp(logScale);
                double above =
                        level == 255 ? 1 : 1 / (1 + Math.exp(-((level + 0.5) / 255 - mean) / s));
                double below =
                        level == 0 ? 0 : 1 / (1 + Math.exp(-((level - 0.5) / 255 - mean) / s));
                if (above - below > 1e-4) {
                    assertThat(surprise).isCloseTo(-Math.log(above - below), within(5e-3));
                }
                sum += Math.exp(-surprise);
            }
            assertThat(sum).isCloseTo(1, within(2e-3));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BERNOULLI, GAUSSIAN",
        "DISCRETIZED_LOGISTIC, GAUSSIAN",
        "BERNOULLI, DRAWN",
        "DISCRETIZED_LOGISTIC, DRAWN"
    })
    void gradients_are_finite_differences(Likelihood likelihood, Posterior posterior) {
        try (var room = Scope.open()) {
            int outputs = (int) likelihood.outputs(3) + 4;
            Tensor target = Tensor.of(new double[] {0, 100 / 255.0, 1, 17 / 255.0, 0.8, 1}, 2, 3);
            double[] base = new double[2 * outputs];
            for (int i = 0; i < base.length; i++) {
                base[i] = 0.3 * Math.sin(i + 1) - 0.4;
            }
            NegativeElbo bound = new NegativeElbo(2, likelihood, posterior);
            Tensor output = Tensor.of(base, 2, outputs).requireGrad();
            bound.of(output, target).backward();
            double[] gradient = output.grad().orElseThrow().toDoubles();
            for (int i = 0; i < base.length; i++) {
                double[] up = base.clone();
                double[] down = base.clone();
                up[i] += 1e-5;
                down[i] -= 1e-5;
                double slope =
                        (bound.of(Tensor.of(up, 2, outputs), target).item()
                                        - bound.of(Tensor.of(down, 2, outputs), target).item())
                                / 2e-5;
                assertThat(gradient[i]).as("of %s", i).isCloseTo(slope, within(1e-6));
            }
        }
    }

    @Test
    void a_pixel_far_from_its_mean_still_has_a_gradient() {
        try (var room = Scope.open()) {
            Tensor output = Tensor.of(new float[] {0.9f, -7, 0, 0}, 1, 4).requireGrad();
            Tensor loss =
                    new NegativeElbo(1, Likelihood.DISCRETIZED_LOGISTIC)
                            .of(output, Tensor.of(new float[] {0.1f}, 1, 1));
            assertThat(loss.item()).isBetween(100.0, 2000.0);
            loss.backward();
            assertThat(output.grad().orElseThrow().toFloats()[0]).isGreaterThan(100).isFinite();
        }
    }

    /** The divergence is the mean of log q − log p over draws from q. */
    @Test
    void the_divergence_agrees_with_draws() {
        try (var room = Scope.open()) {
            double mean = 0.7;
            double deviation = 0.4;
            double[] draws = RandomTensors.of(new Seed(1)).normal(0, 1, 200_000).toDoubles();
            double sum = 0;
            for (double noise : draws) {
                double z = mean + deviation * noise;
                sum += -Math.log(deviation) - noise * noise / 2 + z * z / 2;
            }
            float[] output = {100, (float) mean, (float) (2 * Math.log(deviation))};
            double bound =
                    new NegativeElbo(1, Likelihood.BERNOULLI)
                            .of(Tensor.of(output, 1, 3), Tensor.ones(1, 1))
                            .item();
            assertThat(bound).isCloseTo(sum / draws.length, within(0.01));
        }
    }

    @Test
    void of_drawn_codes_it_is_on_average_that_of_their_distribution() {
        try (var room = Scope.open()) {
            int draws = 100_000;
            double mean = 0.7;
            double log = 2 * Math.log(0.4);
            float[] gaussian = {3, (float) mean, (float) log};
            float[] noise = RandomTensors.of(new Seed(4)).normal(0, 1, draws).toFloats();
            float[] drawn = new float[3 * draws];
            for (int i = 0; i < draws; i++) {
                drawn[3 * i] = 3;
                drawn[3 * i + 1] = (float) (mean + 0.4 * noise[i]);
                drawn[3 * i + 2] =
                        (float) (-0.5 * (noise[i] * noise[i] + log + Math.log(2 * Math.PI)));
            }
            NegativeElbo closed = new NegativeElbo(1, Likelihood.BERNOULLI);
            NegativeElbo sampled = new NegativeElbo(1, Likelihood.BERNOULLI, Posterior.DRAWN);
            Tensor one = Tensor.of(gaussian, 1, 3);
            Tensor many = Tensor.of(drawn, draws, 3);
            assertThat(sampled.of(many, Tensor.ones(draws, 1)).item())
                    .isCloseTo(closed.of(one, Tensor.ones(1, 1)).item(), within(0.01));
            assertThat(sampled.divergence(many, 1).item())
                    .isCloseTo(closed.divergence(one, 1).item(), within(0.01));
        }
    }

    @Test
    void a_guess_of_256_levels_alike_is_eight_bits() {
        assertThat(NegativeElbo.bits(3072 * Math.log(256), 3072)).isCloseTo(8, within(1e-12));
        assertThat(NegativeElbo.bits(784 * Math.log(2), 784)).isCloseTo(1, within(1e-12));
    }

    @Test
    void what_a_decoder_expects_is_a_picture() {
        try (var room = Scope.open()) {
            Tensor said = Tensor.of(new float[] {0, -50, 0.25f, 1.5f, 9, 9, 9, 9}, 2, 4);
            float[] logits = Likelihood.BERNOULLI.expected(said, 2).toFloats();
            assertThat(logits[0]).isEqualTo(0.5f);
            assertThat(logits[1]).isCloseTo(0, within(1e-6f));
            assertThat(Likelihood.DISCRETIZED_LOGISTIC.expected(said, 4).toFloats())
                    .containsExactly(0, 0, 0.25f, 1, 1, 1, 1, 1);
        }
    }

    @Test
    void refuses_what_does_not_fit() {
        assertThatThrownBy(() -> new NegativeElbo(0, Likelihood.BERNOULLI))
                .hasMessage(
                        "NegativeElbo needs at least one latent number. Received: latent=0. Use"
                                + " 32.");
        try (var room = Scope.open()) {
            assertThatThrownBy(
                            () ->
                                    new NegativeElbo(2, Likelihood.BERNOULLI)
                                            .of(Tensor.zeros(3, 7), Tensor.zeros(3, 4)))
                    .hasMessageStartingWith(
                            "NegativeElbo of 2 latent numbers needs 8 outputs an image. Received: ");
        }
        assertThat(new NegativeElbo(2, Likelihood.DISCRETIZED_LOGISTIC).outputs(12)).isEqualTo(28);
    }
}
