package dev.hearth.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.rl.TemporalDifferenceLoss.Best;
import dev.hearth.rl.TemporalDifferenceLoss.Sum;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TemporalDifferenceLossTest {

    private static TemporalDifferenceLoss rule(Best best, Sum sum) {
        return new TemporalDifferenceLoss(0.5, best, 1, sum, 1, 100);
    }

    @Test
    void the_target_is_reward_plus_discounted_best_value_and_reward_alone_at_the_end() {
        try (var scope = Scope.open()) {
            Tensor rewards = Tensor.of(new float[] {1, 0.25f, -7, 3}, 4);
            Tensor alive = Tensor.of(new float[] {1, 0, 1, 0}, 4);
            Tensor target = Tensor.of(new float[] {2, 4, 100, 6, -3, -1, 9, 9}, 4, 2);
            Tensor online = Tensor.of(new float[] {8, 4, 0, 6, 5, -1, 9, 9}, 4, 2);
            // Rewards are clipped to ±1.
            assertThat(
                            rule(Best.TARGET, Sum.MEAN)
                                    .wanted(rewards, alive, target, online)
                                    .toFloats())
                    .containsExactly(1 + 2, 0.25f, -1 - 0.5f, 1);
            assertThat(
                            rule(Best.ONLINE, Sum.MEAN)
                                    .wanted(rewards, alive, target, online)
                                    .toFloats())
                    .containsExactly(1 + 1, 0.25f, -1 - 1.5f, 1);
        }
    }

    @Test
    void no_gradient_flows_into_the_target() {
        try (var scope = Scope.open()) {
            Tensor later = Tensor.ones(2, 3).requireGrad();
            Tensor wanted =
                    rule(Best.TARGET, Sum.MEAN)
                            .wanted(Tensor.zeros(2), Tensor.ones(2), later, later);
            assertThat(wanted.wantsGrad()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Sum.class)
    void the_gradient_is_the_clipped_error_of_the_action_that_was_done(Sum sum) {
        try (var scope = Scope.open()) {
            Tensor values = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2).requireGrad();
            Tensor actions = Tensor.of(new long[] {1, 0, 1}, 3);
            Tensor wanted = Tensor.of(new float[] {1.5f, 9, -50}, 3);
            Tensor loss = rule(Best.TARGET, sum).loss(values, actions, wanted);
            // Errors 0.5, −6 and 56: halves of squares up to 1, lines beyond.
            double whole = 0.125 + 5.5 + 55.5;
            assertThat(loss.item()).isCloseTo(sum == Sum.SUM ? whole : whole / 3, within(1e-4));
            loss.backward();
            float share = sum == Sum.SUM ? 1 : 1 / 3f;
            float[] gradient = values.grad().orElseThrow().toFloats();
            float[] expected = {0, 0.5f * share, -share, 0, 0, share};
            for (int i = 0; i < 6; i++) {
                assertThat(gradient[i]).isCloseTo(expected[i], within(1e-6f));
            }
        }
    }

    @Test
    void refuses_what_cannot_be() {
        assertThatThrownBy(() -> new TemporalDifferenceLoss(1, Best.TARGET, 1, Sum.MEAN, 1, 1))
                .hasMessageStartingWith("TemporalDifference needs 0 ≤ discount < 1")
                .hasMessageContaining("Received: discount=1.0,")
                .hasMessageEndingWith("Nature has 0.99, 1, 1 and 10000.");
        assertThatThrownBy(() -> new TemporalDifferenceLoss(0.9, Best.TARGET, 0, Sum.MEAN, 1, 1))
                .hasMessageContaining("errorLimit=0.0");
        assertThatThrownBy(() -> new TemporalDifferenceLoss(0.9, Best.TARGET, 1, Sum.MEAN, 1, 0))
                .hasMessageContaining("copyEvery=0");
    }
}
