package dev.hearth.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.train.metric.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PowerTest {

    @ParameterizedTest
    // SciPy's noncentral t.
    @CsvSource({
        "2, 0.05, 10, 0.73281959",
        "3, 0.05, 3, 0.74526801",
        "3, 0.00385, 10, 0.68545686",
        "6, 0.019, 2, 0.87127430",
        "10, 0.05, 1, 0.80309621",
        "24, 0.05, 0.7, 0.90707959"
    })
    void of_t_is_the_noncentral_tail(int pairs, double level, double effect, double power) {
        assertThat(Power.ofT(pairs, level, effect)).isCloseTo(power, within(2e-6));
    }

    @ParameterizedTest
    @CsvSource({
        "3, 0.05, 3.923449",
        "3, 0.031, 4.980446",
        "6, 0.05, 1.670424",
        "10, 0.05, 1.154565",
        "16, 0.05, 0.867720"
    })
    void the_detectable_effect_is_the_one_with_that_power(int pairs, double level, double effect) {
        assertThat(Power.detectableByT(pairs, level, 0.9)).isCloseTo(effect, within(1e-4 * effect));
    }

    @ParameterizedTest
    @CsvSource({"1.1546, 10", "0.8678, 16", "1.15, 11", "0.01, 1000", "50, 2"})
    void so_many_pairs_are_needed_as_have_that_power(double effect, int pairs) {
        assertThat(Power.pairsByT(effect, 0.05, 0.9)).isEqualTo(pairs);
    }

    @Test
    void six_pairs_show_an_effect_by_ranks_where_all_six_are_positive() {
        // Φ(e)⁶ = 0.9 at e = 2.1092.
        assertThat(Power.detectableBySignedRank(6, 0.05, 0.9)).isCloseTo(2.109, within(0.06));
        assertThat(Power.ofSignedRank(6, 0.05, 2.1092)).isCloseTo(0.9, within(0.015));
        assertThat(Power.ofSignedRank(6, 0.03, 9)).isZero();
        assertThat(Power.detectableBySignedRank(5, 0.05, 0.9)).isInfinite();
        assertThat(Power.ofSignedRank(12, 0.05, 0)).isCloseTo(0.025, within(0.01));
    }

    @Test
    void equal_arms_are_found_alike_as_often_as_it_says() {
        double margin = 2.2;
        int within = 0;
        RandomStream random = new Seed(5).stream();
        for (int i = 0; i < 4000; i++) {
            double[] sample = new double[6];
            for (int j = 0; j < sample.length; j++) {
                sample[j] = random.nextGaussian();
            }
            Statistics.Interval interval = Statistics.of(sample).confidence(0.95).orElseThrow();
            within += interval.low() > -margin && interval.high() < margin ? 1 : 0;
        }
        assertThat(Power.ofEquivalence(6, 0.05, margin)).isCloseTo(within / 4000.0, within(0.015));
    }
}
