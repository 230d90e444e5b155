package dev.hearth.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StatisticsTest {

    @Test
    void agrees_with_a_sum_done_by_hand() {
        Statistics s = Statistics.of(4, 2, 4, 4, 5, 5, 7, 9);
        assertThat(s.count()).isEqualTo(8);
        assertThat(s.mean()).isEqualTo(5);
        // Σ(x − 5)² = 1 + 9 + 1 + 1 + 0 + 0 + 4 + 16 = 32
        assertThat(s.standardDeviation().getAsDouble())
                .isCloseTo(Math.sqrt(32 / 7.0), within(1e-15));
        assertThat(s.median()).isEqualTo(4.5);
        assertThat(s.least()).isEqualTo(2);
        assertThat(s.greatest()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({"0,1", "0.25,1.75", "0.5,2.5", "0.75,3.25", "0.9,3.7", "1,4"})
    void interpolates_quantiles_as_r_and_numpy_do(double share, double value) {
        assertThat(Statistics.of(3, 1, 4, 2).quantile(share)).isCloseTo(value, within(1e-15));
    }

    @ParameterizedTest
    // Student's t for a two-sided 95 %, from the usual printed table.
    @CsvSource({"2,12.706", "3,4.303", "4,3.182", "5,2.776", "6,2.571", "11,2.228", "31,2.042"})
    void the_confidence_interval_uses_the_printed_table_of_t(int n, double t) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = 10 + i % 3;
        }
        Statistics s = Statistics.of(values);
        Statistics.Interval interval = s.confidence(0.95).orElseThrow();
        double half = (interval.high() - interval.low()) / 2;
        double unit = s.standardDeviation().getAsDouble() / Math.sqrt(n);
        assertThat(half / unit).isCloseTo(t, within(0.0005));
        assertThat((interval.high() + interval.low()) / 2).isCloseTo(s.mean(), within(1e-12));
    }

    @Test
    void one_value_has_no_spread() {
        Statistics s = Statistics.of(3);
        assertThat(s.mean()).isEqualTo(3);
        assertThat(s.quantile(0.9)).isEqualTo(3);
        assertThat(s.standardDeviation()).isEmpty();
        assertThat(s.confidence(0.95)).isEmpty();
    }

    @Test
    void does_not_cancel_far_from_zero() {
        Statistics s = Statistics.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);
        assertThat(s.standardDeviation().getAsDouble()).isCloseTo(Math.sqrt(30), within(1e-12));
    }

    @Test
    void leaves_the_callers_array_alone() {
        double[] values = {3, 1, 2};
        Statistics.of(values);
        assertThat(values).containsExactly(3, 1, 2);
    }

    @Test
    void refuses_what_has_no_statistics() {
        assertThatThrownBy(Statistics::of)
                .hasMessage("Statistics needs at least one value. Received: none. Measure first.");
        assertThatThrownBy(() -> Statistics.of(1, Double.NaN))
                .hasMessage(
                        "Statistics needs finite values. Received: NaN. Say separately how many runs"
                                + " diverged.");
        assertThatThrownBy(() -> Statistics.of(1).quantile(95))
                .hasMessage(
                        "quantile needs 0 ≤ share ≤ 1. Received: share=95.0. Divide a percentage by"
                                + " 100.");
        assertThatThrownBy(() -> Statistics.of(1).confidence(1))
                .hasMessage("confidence needs 0 < level < 1. Received: level=1.0. Use 0.95.");
    }
}
