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

final class FrechetDistanceTest {

    private static FeatureMoments normal(List<Double> mean, List<List<Double>> covariance) {
        return new FeatureMoments(mean, covariance, 100);
    }

    private static FeatureMoments diagonal(double mean, double first, double second) {
        return normal(List.of(mean, 0.0), List.of(List.of(first, 0.0), List.of(0.0, second)));
    }

    @Test
    void equal_moments_are_at_no_distance() {
        FeatureMoments a = normal(List.of(1.0, 2.0), List.of(List.of(2.0, 0.7), List.of(0.7, 1.0)));
        assertThat(FrechetDistance.between(a, a)).isCloseTo(0, within(1e-12));
    }

    @Test
    void equal_covariances_leave_the_squared_distance_of_the_means() {
        assertThat(FrechetDistance.between(diagonal(1, 2, 3), diagonal(-2, 2, 3)))
                .isCloseTo(9, within(1e-12));
    }

    @Test
    void covariances_that_commute_differ_by_their_deviations() {
        // (3 − 1)² + (2 − 4)²
        assertThat(FrechetDistance.between(diagonal(0, 9, 4), diagonal(0, 1, 16)))
                .isCloseTo(8, within(1e-12));
    }

    @Test
    void two_by_two_agrees_with_the_closed_form_and_is_symmetric() {
        FeatureMoments a = normal(List.of(0.0, 0.0), List.of(List.of(2.0, 0.9), List.of(0.9, 1.0)));
        FeatureMoments b =
                normal(List.of(0.0, 1.0), List.of(List.of(1.0, -0.5), List.of(-0.5, 3.0)));
        // tr √M = √(tr M + 2√det M), M = C₁C₂ with trace 2 − 0.45 − 0.45 + 3 and determinant 1.19 ·
        // 2.75.
        double trace = Math.sqrt(4.1 + 2 * Math.sqrt(1.19 * 2.75));
        double wanted = 1 + 3 + 4 - 2 * trace;
        assertThat(FrechetDistance.between(a, b)).isCloseTo(wanted, within(1e-12));
        assertThat(FrechetDistance.between(b, a)).isCloseTo(wanted, within(1e-12));
    }

    @Test
    void a_collapsed_generator_loses_its_whole_variance() {
        assertThat(FrechetDistance.between(diagonal(0, 9, 4), diagonal(0, 0, 0)))
                .isCloseTo(13, within(1e-12));
    }

    @Test
    void moments_are_those_of_the_rows() {
        try (var room = Scope.open()) {
            Tensor rows = Tensor.of(new double[] {0, 0, 2, 4, 4, 2}, 3, 2);
            FeatureMoments moments = FeatureMoments.of(rows);
            assertThat(moments.mean()).containsExactly(2.0, 2.0);
            assertThat(moments.covariance()).containsExactly(List.of(4.0, 2.0), List.of(2.0, 4.0));
            assertThat(moments.count()).isEqualTo(3);
        }
    }

    @Test
    void moved_samples_are_found_moved() {
        try (var room = Scope.open()) {
            RandomTensors chance = RandomTensors.of(new Seed(1));
            Tensor real = chance.normal(0, 1, 4000, 8);
            Tensor again = chance.normal(0, 1, 4000, 8);
            double noise =
                    FrechetDistance.between(FeatureMoments.of(real), FeatureMoments.of(again));
            double moved =
                    FrechetDistance.between(
                            FeatureMoments.of(real), FeatureMoments.of(again.add(1)));
            assertThat(noise).isBetween(0.0, 0.05);
            assertThat(moved).isCloseTo(8, within(0.5));
        }
    }

    @Test
    void refuses_what_cannot_be_compared() {
        FeatureMoments one = normal(List.of(0.0), List.of(List.of(1.0)));
        assertThatThrownBy(() -> FrechetDistance.between(one, diagonal(0, 1, 1)))
                .hasMessage(
                        "FrechetDistance needs features of one net. Received: 1 and 2 features. Take"
                                + " both from the same layer.");
        assertThatThrownBy(() -> normal(List.of(0.0), List.of()))
                .hasMessageContaining(
                        "FeatureMoments needs a mean of d numbers and a covariance of d × d.");
        try (var room = Scope.open()) {
            assertThatThrownBy(() -> FeatureMoments.of(Tensor.ones(1, 3)))
                    .hasMessageContaining("FeatureMoments needs two vectors or more. Received: ");
        }
    }
}
