package dev.hearth.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.Dataset;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NearestExampleTest {

    @Test
    void agrees_with_looking_at_every_pair() {
        try (var room = Scope.open()) {
            RandomTensors chance = RandomTensors.of(new Seed(1));
            Tensor samples = chance.uniform(0, 1, SquaredDistances.QUERIES + 9, 12);
            Tensor examples = chance.uniform(0, 1, SquaredDistances.REFERENCES + 9, 12);
            float[] x = samples.toFloats();
            float[] s = examples.toFloats();
            List<NearestExample> found = NearestExample.of(samples, examples);
            assertThat(found).hasSize(SquaredDistances.QUERIES + 9);
            for (int i = 0; i < found.size(); i++) {
                double least = Double.POSITIVE_INFINITY;
                for (int j = 0; j < SquaredDistances.REFERENCES + 9; j++) {
                    least = Math.min(least, distance(x, i, s, j));
                }
                NearestExample nearest = found.get(i);
                assertThat(nearest.distance()).isCloseTo(least, within(1e-5));
                assertThat(nearest.distance())
                        .isCloseTo(distance(x, i, s, nearest.index()), within(1e-12));
            }
        }
    }

    private static double distance(float[] x, int i, float[] s, int j) {
        double sum = 0;
        for (int k = 0; k < 12; k++) {
            sum += Math.pow((double) x[i * 12 + k] - s[j * 12 + k], 2);
        }
        return Math.sqrt(sum);
    }

    @Test
    void an_image_of_the_set_is_its_own_neighbour() {
        Dataset set = Strokes.training(SquaredDistances.REFERENCES + 60, new Seed(2));
        try (var room = Scope.open()) {
            Tensor some = ExampleRows.rows(set, SquaredDistances.REFERENCES - 5, 10);
            List<NearestExample> found = NearestExample.of(some, set);
            for (int i = 0; i < 10; i++) {
                assertThat(found.get(i))
                        .isEqualTo(new NearestExample(SquaredDistances.REFERENCES - 5 + i, 0));
            }
        }
    }

    @Test
    void refuses_images_of_other_extents() {
        Dataset set = Strokes.training(20, new Seed(3));
        try (var room = Scope.open()) {
            assertThatThrownBy(() -> NearestExample.of(Tensor.ones(2, 100), set))
                    .hasMessageContaining("NearestExample needs rows of 784 numbers. Received: ");
            assertThatThrownBy(() -> ExampleRows.rows(set, 15, 6))
                    .hasMessage(
                            "Examples needs images that are among the 20 of "
                                    + set.name()
                                    + ". Received: from=15, count=6. Ask for fewer.");
        }
    }
}
