package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.train.RateRangeTest;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RateSearchTest {

    @Test
    void the_plot_shows_the_fall_and_not_where_training_is_unstable() {
        RateRangeTest.Curve curve =
                new RateRangeTest.Curve(
                        List.of(
                                new RateRangeTest.Point(1e-5, 0.7, 0.7),
                                new RateRangeTest.Point(1e-3, 0.5, 0.6),
                                new RateRangeTest.Point(1, 36, 0.9)));
        assertThat(RateSearch.drawn(curve, RateRangeTest.Point::loss))
                .containsExactly(0.7, 0.5, 1.4);
    }
}
