package dev.hearth.optim.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightedCrossEntropyTest {

    private static final float[] LOGITS = {1, 2, -1, 0.5f, 0, 3, -2, 1, 1};
    private static final int[] LABELS = {1, 0, 2};

    private static double naive(double[] weights) {
        double sum = 0;
        double all = 0;
        for (int row = 0; row < 3; row++) {
            double total = 0;
            for (int c = 0; c < 3; c++) {
                total += Math.exp(LOGITS[3 * row + c]);
            }
            double weight = weights[LABELS[row]];
            sum -= weight * (LOGITS[3 * row + LABELS[row]] - Math.log(total));
            all += weight;
        }
        return sum / all;
    }

    @Test
    void it_is_the_weighted_mean_of_a_naive_loop_and_its_gradient_that_of_differences() {
        double[] weights = {2, 0.5, 3};
        try (var scope = Scope.open()) {
            Tensor logits = Tensor.of(LOGITS, 3, 3).requireGrad();
            Tensor labels = Tensor.ofLabels(LABELS, 3);
            Tensor loss = new WeightedCrossEntropy(List.of(2.0, 0.5, 3.0)).of(logits, labels);
            assertThat(loss.item()).isCloseTo(naive(weights), within(1e-6));
            loss.backward();
            float[] gradient = logits.grad().orElseThrow().toFloats();
            for (int i = 0; i < LOGITS.length; i++) {
                float before = LOGITS[i];
                LOGITS[i] = before + 1e-2f;
                double more = naive(weights);
                LOGITS[i] = before - 1e-2f;
                double less = naive(weights);
                LOGITS[i] = before;
                assertThat((double) gradient[i]).isCloseTo((more - less) / 2e-2, within(1e-4));
            }
        }
    }

    @Test
    void equal_weights_are_none_and_balanced_ones_make_classes_count_alike() {
        try (var scope = Scope.open()) {
            Tensor logits = Tensor.of(LOGITS, 3, 3);
            Tensor labels = Tensor.ofLabels(LABELS, 3);
            assertThat(new WeightedCrossEntropy(List.of(7.0, 7.0, 7.0)).of(logits, labels).item())
                    .isCloseTo(new CrossEntropy().of(logits, labels).item(), within(1e-6));
        }
        List<Double> weights = WeightedCrossEntropy.balanced(List.of(900L, 100L)).weights();
        assertThat(weights.get(0) * 900).isCloseTo(weights.get(1) * 100, within(1e-9));
        assertThat(weights.get(0) * 900 + weights.get(1) * 100).isCloseTo(1000, within(1e-9));
    }

    @Test
    void weights_that_are_not_above_0_are_refused() {
        assertThatThrownBy(() -> new WeightedCrossEntropy(List.of(1.0, 0.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(". Received: [1.0, 0.0]. Use ");
    }
}
