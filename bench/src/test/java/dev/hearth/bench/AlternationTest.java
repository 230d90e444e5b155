package dev.hearth.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AlternationTest {

    @Test
    void turns_go_forth_and_back_after_a_round_of_warm_up() {
        StringBuilder order = new StringBuilder();
        var rounds =
                new Alternation(0, 0.01, 3)
                        .time(
                                List.of(
                                        new Alternation.Turn("a", () -> order.append('a')),
                                        new Alternation.Turn("b", () -> order.append('b'))));
        int count = rounds.seconds().get(0).length;
        assertThat(rounds.seconds()).hasSize(2);
        assertThat(rounds.seconds().get(1)).hasSize(count);
        assertThat(order.toString())
                .isEqualTo("ab" + "abba".repeat(count / 2) + (count % 2 == 1 ? "ab" : ""));
    }

    @Test
    void ratios_are_taken_within_each_round() {
        var rounds =
                new Alternation.Rounds(
                        List.of(new double[] {1, 10, 100}, new double[] {2, 30, 150}));
        assertThat(rounds.timesAsFast(0, 1)).isEqualTo(new Spread(2, 1.75, 2.5, 3));
        assertThat(rounds.of(0, 1e3)).isEqualTo(new Spread(10e3, 5.5e3, 55e3, 3));
    }

    @Test
    void a_spread_is_the_middle_half() {
        assertThat(Spread.of(new double[] {4, 1, 3, 2})).isEqualTo(new Spread(2.5, 1.75, 3.25, 4));
        assertThat(Spread.of(new double[] {5})).isEqualTo(new Spread(5, 5, 5, 1));
        assertThatThrownBy(() -> Spread.of(new double[0]))
                .hasMessage(
                        "A spread needs at least one measurement. Received: none. Measure once.");
    }
}
