package dev.hearth.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class NetworkTurnTest {

    private final Queue<Runnable> ends = new ArrayDeque<>();
    private final List<Integer> computed = new ArrayList<>();
    private final List<Rows> asked = new ArrayList<>();
    private final CompletableFuture<float[]> other = new CompletableFuture<>();
    private boolean computes = true;

    private final NetworkTurn turn =
            new NetworkTurn(
                    ends::add,
                    all -> {
                        computed.add(all.size());
                        return computes
                                ? Optional.of(all.stream().map(Rows::values).toList())
                                : Optional.empty();
                    },
                    rows -> {
                        asked.add(rows);
                        if (asked.size() > 1) {
                            throw new RejectedExecutionException("2 wait already");
                        }
                        return other;
                    });

    private static Rows rows(float value, int count) {
        return new Rows(new float[] {value}, count, () -> true);
    }

    private void end() {
        for (Runnable task = ends.poll(); task != null; task = ends.poll()) {
            task.run();
        }
    }

    @Test
    void what_is_read_in_one_turn_is_computed_together_at_its_end() {
        List<CompletableFuture<float[]>> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            answers.add(turn.add(rows(i, 1), 10));
        }
        assertThat(answers).noneMatch(CompletableFuture::isDone);
        end();
        for (int i = 0; i < 3; i++) {
            assertThat(answers.get(i)).isCompletedWithValueMatching(v -> v.length == 1);
            assertThat(answers.get(i).join()[0]).isEqualTo(i);
        }
        assertThat(computed).containsExactly(3);
        turn.add(rows(5, 1), 10);
        end();
        assertThat(computed).containsExactly(3, 1);
    }

    @Test
    void no_more_than_may_be_computed_together_is() {
        for (int i = 0; i < 5; i++) {
            turn.add(rows(i, 1), 2);
        }
        assertThat(computed).containsExactly(2, 2);
        end();
        assertThat(computed).containsExactly(2, 2, 1);
        // By examples: of three, four and three the first seven do not fit.
        computed.clear();
        turn.add(rows(0, 3), 6);
        turn.add(rows(0, 4), 6);
        assertThat(computed).containsExactly(1);
        assertThat(turn.add(rows(0, 6), 6)).isDone();
        end();
        assertThat(computed).containsExactly(1, 1, 1);
        // Where the net takes long, nothing waits for the end of the turn.
        assertThat(turn.add(rows(0, 1), 1)).isDone();
    }

    @Test
    void an_answer_may_bring_the_next_question_of_the_same_turn() {
        List<Float> seen = new ArrayList<>();
        turn.add(rows(1, 1), 10)
                .thenCompose(
                        first -> {
                            seen.add(first[0]);
                            return turn.add(rows(2, 1), 10);
                        })
                .thenAccept(second -> seen.add(second[0]));
        end();
        assertThat(seen).containsExactly(1f, 2f);
        assertThat(computed).containsExactly(1, 1);
    }

    @Test
    void what_is_not_computed_here_is_asked_one_by_one() {
        computes = false;
        CompletableFuture<float[]> one = turn.add(rows(1, 1), 10);
        CompletableFuture<float[]> two = turn.add(rows(2, 1), 10);
        end();
        assertThat(asked).hasSize(2);
        assertThat(one).isNotDone();
        assertThat(two).isCompletedExceptionally();
        other.complete(new float[] {7});
        assertThat(one.join()[0]).isEqualTo(7);
    }
}
