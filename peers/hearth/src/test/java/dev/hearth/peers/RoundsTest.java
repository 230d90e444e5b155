package dev.hearth.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Who takes turns with whom. */
final class RoundsTest {

    @Test
    void the_slow_one_and_other_precisions_have_hearth_for_themselves() {
        List<Peer> all = List.of(Peer.values());
        List<List<Peer>> companies = Rounds.of(all);
        assertThat(companies).hasSize(3);
        assertThat(companies.get(0)).isSubsetOf(all).doesNotContain(Peer.DL4J).hasSize(6);
        assertThat(companies.get(1))
                .containsExactly(
                        Peer.HEARTH,
                        Peer.HEARTH_BFLOAT16,
                        Peer.TENSORFLOW_EIGEN,
                        Peer.TENSORFLOW_BFLOAT16,
                        Peer.PYTHON_BFLOAT16);
        assertThat(companies.get(2)).containsExactly(Peer.HEARTH, Peer.DL4J);
    }

    @Test
    void without_it_all_are_together() {
        List<Peer> some = List.of(Peer.HEARTH, Peer.PYTHON);
        assertThat(Rounds.of(some)).containsExactly(some);
    }

    @Test
    void alone_it_is_one_company() {
        assertThat(Rounds.of(List.of(Peer.DL4J))).containsExactly(List.of(Peer.DL4J));
        assertThat(Rounds.of(List.of(Peer.HEARTH, Peer.DL4J)))
                .containsExactly(List.of(Peer.HEARTH, Peer.DL4J));
    }

    @Test
    void without_hearth_nobody_is_asked_twice() {
        assertThat(Rounds.of(List.of(Peer.DJL, Peer.DL4J)))
                .containsExactly(List.of(Peer.DJL), List.of(Peer.DL4J));
    }
}
