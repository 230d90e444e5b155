package dev.hearth.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateRangeTestTest {

    private static RateRangeTest.Curve curve(double... smoothed) {
        List<RateRangeTest.Point> points = new ArrayList<>();
        for (int i = 0; i < smoothed.length; i++) {
            points.add(new RateRangeTest.Point(i + 1, smoothed[i], smoothed[i]));
        }
        return new RateRangeTest.Curve(points);
    }

    @Test
    void the_middle_of_the_longest_fall_is_suggested() {
        assertThat(curve(9, 8, 7, 6, 5, 6, 7).suggestion()).isEqualTo(3);
        assertThat(curve(1, 9, 8, 7, 6, 5, 9).suggestion()).isEqualTo(4);
        // Points that go up in between are left out of the fall.
        assertThat(curve(9, 20, 8, 20, 7, 20, 6, 20, 5, 20).suggestion()).isEqualTo(5);
        assertThat(curve(1, 2, 3, 4).suggestion()).isEqualTo(1);
        assertThat(curve(9, 3, 7, 2, 8).least()).isEqualTo(4);
    }

    @Test
    void the_rate_rises_exponentially_from_the_first_to_the_last() {
        RateRangeTest test = new RateRangeTest(1e-5, 1, 101);
        assertThat(test.schedule().at(0, 7)).isEqualTo(1e-5);
        assertThat(test.schedule().at(20, 7)).isCloseTo(1e-4, within(1e-12));
        assertThat(test.schedule().at(100, 7)).isCloseTo(1, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 100", "1, 1, 100", "0.1, NaN, 100", "0.1, Infinity, 100", "0.1, 1, 9"})
    void a_range_that_does_not_rise_is_refused(double from, double to, int steps) {
        assertThatThrownBy(() -> new RateRangeTest(from, to, steps))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(". Received: from=")
                .hasMessageEndingWith("Use 1e-5, 1 and 100.");
    }
}
