package dev.hearth.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.InMemoryDataset;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The Parzen window over folds, against the formula for one number at a time. */
class ParzenFoldsTest {

    private static final int WIDTH = 4;

    private static Dataset images(float[] values) {
        return InMemoryDataset.of(
                "made-up/test",
                new ImageShape(1, 2, 2),
                List.of("picture"),
                values,
                new int[values.length / WIDTH]);
    }

    /** The mean log-likelihood of rows from..to at a width. */
    private static double mean(float[] samples, float[] rows, int from, int to, double sigma) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            double density = 0;
            for (int j = 0; j < samples.length / WIDTH; j++) {
                double distance = 0;
                for (int k = 0; k < WIDTH; k++) {
                    distance += Math.pow(rows[WIDTH * i + k] - samples[WIDTH * j + k], 2);
                }
                density += Math.exp(-distance / (2 * sigma * sigma));
            }
            sum +=
                    Math.log(density / (samples.length / WIDTH))
                            - WIDTH * Math.log(sigma * Math.sqrt(2 * Math.PI));
        }
        return sum / (to - from);
    }

    private static double best(float[] samples, float[] rows, int from, int to) {
        double best = 0.1;
        for (int i = 0; i < 10; i++) {
            double sigma = Math.pow(10, -1 + i / 9.0);
            best =
                    mean(samples, rows, from, to, sigma) > mean(samples, rows, from, to, best)
                            ? sigma
                            : best;
        }
        return best;
    }

    @Test
    void a_width_is_chosen_for_each_fold_on_the_next_and_the_error_is_across_folds() {
        try (var scope = Scope.open()) {
            RandomTensors chance = RandomTensors.of(new Seed(4));
            Tensor drawn = chance.uniform(0, 1, 30, WIDTH);
            float[] rows = chance.uniform(0, 1, 13, WIDTH).toFloats();
            // The last fold is far from the samples, so that its neighbour gets another width.
            for (int i = 8 * WIDTH; i < rows.length; i++) {
                rows[i] += 0.6f;
            }
            int[] ends = {0, 4, 8, 13};
            Map<String, Double> found =
                    new GeneratorMetric.ParzenFolds(1, 30, 3)
                            .measure(
                                    new GeneratorMetric.Inputs(
                                            count -> drawn, images(rows), images(rows), "made-up"));
            float[] samples = drawn.toFloats();
            double[] means = new double[3];
            double mean = 0;
            for (int fold = 0; fold < 3; fold++) {
                int next = (fold + 1) % 3;
                double sigma = best(samples, rows, ends[next], ends[next + 1]);
                assertThat(found.get("parzenSigma" + (fold + 1))).isEqualTo(sigma);
                means[fold] = mean(samples, rows, ends[fold], ends[fold + 1], sigma);
                mean += means[fold] / 3;
            }
            assertThat(found.get("parzenSigma1")).isNotEqualTo(found.get("parzenSigma2"));
            double squares = 0;
            for (double each : means) {
                squares += (each - mean) * (each - mean);
            }
            assertThat(found.get("parzen")).isCloseTo(mean, within(1e-4));
            assertThat(found.get("parzenError"))
                    .isCloseTo(Math.sqrt(squares / 2 / 3), within(1e-4));
            assertThat(found.keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            new GeneratorMetric.ParzenFolds(1, 30, 3).names());
        }
    }

    @Test
    void one_test_image_is_one_fold_whose_width_the_images_held_out_choose() {
        try (var scope = Scope.open()) {
            RandomTensors chance = RandomTensors.of(new Seed(5));
            Tensor drawn = chance.uniform(0, 1, 20, WIDTH);
            float[] one = chance.uniform(0, 1, 1, WIDTH).toFloats();
            float[] heldOut = chance.uniform(0, 1, 6, WIDTH).toFloats();
            Map<String, Double> found =
                    new GeneratorMetric.ParzenFolds(1, 20, 5)
                            .measure(
                                    new GeneratorMetric.Inputs(
                                            count -> drawn,
                                            images(heldOut),
                                            images(one),
                                            "made-up"));
            double sigma = best(drawn.toFloats(), heldOut, 0, 6);
            assertThat(found.get("parzenSigma")).isEqualTo(sigma);
            assertThat(found.get("parzen"))
                    .isCloseTo(mean(drawn.toFloats(), one, 0, 1, sigma), within(1e-4));
            assertThat(found.get("parzenError")).isZero();
        }
    }

    @Test
    void one_fold_is_refused() {
        assertThatThrownBy(() -> new GeneratorMetric.ParzenFolds(1, 30, 1))
                .hasMessageContaining("two folds")
                .hasMessageContaining("Received: every 1 epochs, 30 samples, 1 folds");
    }
}
