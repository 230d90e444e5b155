package dev.hearth.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.Dataset;
import dev.hearth.data.dataset.GaussianMixture;
import dev.hearth.tensor.Seed;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MixtureFitTest {

    private static float[] points(GaussianMixture mixture, int count) {
        Dataset set = mixture.dataset("points", count, new Seed(4));
        float[] all = new float[count * mixture.dimensions()];
        for (int i = 0; i < count; i++) {
            set.read(i, all, i * mixture.dimensions());
        }
        return all;
    }

    @Test
    void points_of_the_mixture_itself_fit() {
        for (String word : List.of("line", "ring")) {
            GaussianMixture mixture = GaussianMixture.named(word);
            MixtureFit fit = MixtureFit.of(mixture, points(mixture, 20_000));
            assertThat(fit.divergence()).as(word).isBetween(0.0, 0.01);
            assertThat(fit.modes()).isEqualTo(8);
            // Within three deviations: 99.73 % of a line, 98.89 % of a plane.
            assertThat(fit.near()).isCloseTo(word.equals("line") ? 0.9973 : 0.9889, within(0.003));
        }
    }

    @Test
    void one_mode_of_eight_has_the_divergence_of_an_eighth() {
        GaussianMixture line = GaussianMixture.line();
        GaussianMixture one = new GaussianMixture(List.of(line.centres().get(3)), 0.05);
        MixtureFit fit = MixtureFit.of(line, points(one, 50_000));
        // q = p/8 on one mode: JSD of (1, 0) and (1/8, 7/8).
        double wanted = 0.5 * (Math.log(16 / 9.0) + Math.log(2 / 9.0) / 8 + 7 * Math.log(2) / 8);
        assertThat(fit.divergence()).isCloseTo(wanted, within(0.003));
        assertThat(fit.modes()).isEqualTo(1);
    }

    @Test
    void points_far_away_have_the_greatest_divergence() {
        for (float far : new float[] {50, Float.NaN, Float.POSITIVE_INFINITY}) {
            float[] points = new float[2000];
            Arrays.fill(points, far);
            MixtureFit fit = MixtureFit.of(GaussianMixture.ring(), points);
            assertThat(fit.divergence()).isCloseTo(Math.log(2), within(1e-9));
            assertThat(fit.modes()).isZero();
            assertThat(fit.near()).isZero();
        }
    }

    @Test
    void a_quarter_of_its_share_makes_a_mode() {
        GaussianMixture line = GaussianMixture.line();
        float[] points = new float[3200];
        Arrays.fill(points, (float) (double) line.centres().get(0).get(0));
        for (int i = 0; i < 100; i++) {
            points[i] = (float) (double) line.centres().get(1).get(0);
        }
        assertThat(MixtureFit.of(line, points).modes()).isEqualTo(2);
        points[0] = points[3199];
        assertThat(MixtureFit.of(line, points).modes()).isEqualTo(1);
    }

    @Test
    void what_is_no_set_of_points_is_refused() {
        assertThatThrownBy(() -> MixtureFit.of(GaussianMixture.ring(), new float[3]))
                .hasMessage(
                        "MixtureFit needs points of one or two dimensions. Received: 3 coordinates in"
                                + " 2 dimensions. Draw some.");
        assertThatThrownBy(() -> MixtureFit.of(GaussianMixture.line(), new float[0]))
                .hasMessageContaining("Received: 0 coordinates");
    }
}
