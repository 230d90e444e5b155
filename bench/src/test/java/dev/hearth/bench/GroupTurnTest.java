package dev.hearth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupTurnTest {

    @Test
    void what_counts_is_what_the_workers_say_of_the_rounds_behind_the_warm_up() {
        List<WorkerGroup.Took> took = new ArrayList<>();
        GroupTurn turn =
                new GroupTurn(
                        "steps", () -> new WorkerGroup.Took(2, took.isEmpty() ? 2 : 0.5), took);
        var rounds = new Alternation(0, 0.001, 3).time(List.of(turn.turn()));
        int count = rounds.seconds().get(0).length;
        assertThat(took).hasSize(count + 1);
        assertThat(turn.seconds(rounds)).hasSize(count).containsOnly(2);
        assertThat(turn.waiting(rounds)).hasSize(count).containsOnly(25);
    }
}
