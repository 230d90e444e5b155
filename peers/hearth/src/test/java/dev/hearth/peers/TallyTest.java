package dev.hearth.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.bench.Spread;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TallyTest {

    private final Tally tally = new Tally();

    /** Rounds in which the machine gets slower and slower; DJL takes half as long again as Hearth. */
    private void rounds(double... seconds) {
        for (Peer peer : List.of(Peer.HEARTH, Peer.DJL)) {
            tally.hear(peer, "ready 1.0", false);
            tally.hear(peer, "took 99 2.5", false);
        }
        for (double time : seconds) {
            tally.hear(Peer.HEARTH, "took " + time + " 2.0", true);
            tally.hear(Peer.DJL, "took " + 1.5 * time + " 2.0", true);
        }
    }

    private Result.Figures figures(Peer peer) {
        return tally.result(Row.E1, 10, peer).figures().orElseThrow();
    }

    @Test
    void ratios_are_taken_within_rounds() {
        rounds(1, 2, 4, 8, 16);
        assertThat(figures(Peer.HEARTH).timesAsLong()).isEqualTo(new Spread(1, 1, 1, 5));
        assertThat(figures(Peer.DJL).timesAsLong())
                .as("although quartiles of the times lie a factor of four apart")
                .isEqualTo(new Spread(1.5, 1.5, 1.5, 5));
        assertThat(figures(Peer.DJL).milliseconds()).isEqualTo(new Spread(600, 300, 1200, 5));
    }

    @Test
    void what_does_not_count_warms_up_and_the_first_loss_is_told() {
        rounds(1);
        assertThat(figures(Peer.HEARTH).milliseconds().count()).isEqualTo(1);
        assertThat(figures(Peer.HEARTH).milliseconds().median()).isEqualTo(100);
        assertThat(figures(Peer.HEARTH).loss()).isEqualTo(2.5);
    }

    @Test
    void without_hearth_there_are_times_and_no_ratios() {
        tally.hear(Peer.DJL, "took 1 2.0", true);
        assertThat(figures(Peer.DJL).milliseconds().median()).isEqualTo(100);
        assertThat(figures(Peer.DJL).timesAsLong().median()).isNaN();
    }

    @Test
    void where_hearth_fell_out_on_the_way_the_rounds_with_it_count() {
        rounds(1, 2);
        tally.hear(Peer.HEARTH, "cannot go on", true);
        tally.hear(Peer.DJL, "took 100 2.0", true);
        assertThat(tally.isAble(Peer.HEARTH)).isFalse();
        assertThat(figures(Peer.DJL).timesAsLong()).isEqualTo(new Spread(1.5, 1.5, 1.5, 2));
        assertThat(figures(Peer.DJL).milliseconds().count()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "cannot no fractional max-pool, no fractional max-pool",
        "cannot (it failed) a|b, (it failed) a/b",
        "# A fatal error has been detected, (it failed) its process crashed",
        "took 1 NaN, (it failed) its loss became NaN",
        "took 1 nan, (it failed) its loss became nan",
        "Segmentation fault, Segmentation fault",
    })
    void who_cannot_is_told_with_its_reason(String answer, String reason) {
        tally.hear(Peer.ONNX, "ready 1.29", false);
        tally.hear(Peer.ONNX, answer, false);
        Result result = tally.result(Row.POOL, 1, Peer.ONNX);
        assertThat(result.figures()).isEmpty();
        assertThat(result.reason()).isEqualTo(reason);
        assertThat(result.version()).isEqualTo("1.29");
        assertThat(tally.isAble(Peer.ONNX)).isFalse();
    }
}
