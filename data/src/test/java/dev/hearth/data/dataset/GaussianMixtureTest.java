package dev.hearth.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.tensor.Seed;
import java.util.List;
import org.junit.jupiter.api.Test;

class GaussianMixtureTest {

    @Test
    void points_have_the_moments_of_the_mixture() {
        int count = 40_000;
        for (String word : List.of("line", "ring", "line-wide", "ring-wide")) {
            GaussianMixture mixture = GaussianMixture.named(word);
            Dataset points = mixture.dataset(word, count, new Seed(1));
            assertThat(points.size()).isEqualTo(count);
            assertThat(points.pixels().count()).isEqualTo(mixture.dimensions());
            int[] perMode = new int[8];
            float[] point = new float[mixture.dimensions()];
            double square = 0;
            for (int i = 0; i < count; i++) {
                points.read(i, point, 0);
                int mode = points.label(i);
                perMode[mode]++;
                double[] exact = new double[point.length];
                for (int d = 0; d < point.length; d++) {
                    exact[d] = point[d];
                }
                double far = mixture.deviationsFrom(mode, exact);
                square += far * far / point.length;
            }
            assertThat(square / count).isCloseTo(1, within(0.02));
            for (int here : perMode) {
                assertThat(here).isBetween(4700, 5300);
            }
        }
    }

    @Test
    void the_density_integrates_to_one() {
        double line = 0;
        for (double x = -4; x < 4; x += 1e-3) {
            line += 1e-3 * GaussianMixture.line().density(x);
        }
        assertThat(line).isCloseTo(1, within(1e-6));
        double ring = 0;
        for (double x = -1.5; x < 1.5; x += 0.01) {
            for (double y = -1.5; y < 1.5; y += 0.01) {
                ring += 1e-4 * GaussianMixture.ring().density(x, y);
            }
        }
        assertThat(ring).isCloseTo(1, within(1e-6));
    }

    @Test
    void what_is_no_mixture_is_refused() {
        assertThatThrownBy(() -> GaussianMixture.named("square"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("square");
        assertThatThrownBy(() -> new GaussianMixture(List.of(List.of(1.0), List.of(1.0, 2.0)), 1))
                .hasMessageContaining("Received: centres=[[1.0], [1.0, 2.0]]");
        assertThatThrownBy(() -> new GaussianMixture(List.of(List.of(1.0)), 0))
                .hasMessageContaining("deviation=0.0. Use ring() or line().");
    }
}
