package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparseMaxGradientTest {

    private static double distance(Tensor one, Tensor other) {
        assertThat(one.shape()).isEqualTo(other.shape());
        return one.sub(other).abs().max().item();
    }

    /** All three products beside those with the gradient written out. */
    private static void assertDense(Tensor sums, Tensor gradient, Tensor x, Tensor w, long after) {
        Tensor dense = Autograd.maxOfGroupsBackward(sums, gradient);
        SparseMaxGradient sparse = SparseMaxGradient.of(sums, gradient);
        assertThat(SparseMaxGradient.fit(sums)).isTrue();
        Tensor some = dense.narrow(0, after, dense.size(0) - after);
        assertThat(distance(sparse.matmul(w, after), some.matmul(w))).isLessThan(3e-5);
        Tensor target = Tensor.full(0.5, w.shape());
        sparse.addProductTo(target, x);
        Tensor wanted = Tensor.full(0.5, w.shape());
        assertThat(distance(target, wanted.addMatmulInPlace(dense.transpose(0, 1), x)))
                .isLessThan(3e-5);
        Tensor sum = Tensor.full(0.5, sums.size(1));
        sparse.addSumTo(sum);
        assertThat(distance(sum, dense.sum(Tensor.Keep.NOTHING, 0).add(0.5))).isLessThan(3e-5);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 2, 1, 0", "7, 12, 5, 3, 2", "203, 18, 5, 160, 100", "64, 30, 3, 33, 63"})
    void products_are_those_of_the_gradient_written_out(
            int rows, int units, int size, int inputs, int after) {
        try (var scope = Scope.open()) {
            RandomTensors random = RandomTensors.of(new Seed(rows));
            Tensor sums = random.normal(0, 1, rows, units * size);
            Tensor gradient =
                    random.normal(0, 1, rows, units).mul(random.bernoulli(0.5, rows, units));
            Tensor x = random.normal(0, 1, rows, inputs);
            Tensor w = random.normal(0, 1, units * size, inputs);
            assertDense(sums, gradient, x, w, after);
        }
    }

    @Test
    void equals_share_and_negative_zero_is_zero() {
        try (var scope = Scope.open()) {
            Tensor sums = Tensor.of(new float[] {1, 3, 3, -0f, 0, -2, 5, 5, 5, -1, -2, -3}, 2, 6);
            Tensor gradient = Tensor.of(new float[] {6, 4, 9, 2}, 2, 2);
            Tensor x = Tensor.of(new float[] {1, 2}, 2, 1);
            assertDense(sums, gradient, x, Tensor.range(6).to(DType.FLOAT32).reshape(6, 1), 0);
            assertDense(Tensor.zeros(2, 6), gradient, x, Tensor.full(1, 6, 1), 1);
        }
    }

    @Test
    void strides_are_served() {
        try (var scope = Scope.open()) {
            RandomTensors random = RandomTensors.of(new Seed(5));
            Tensor sums = random.normal(0, 1, 12, 9).transpose(0, 1);
            Tensor gradient = random.normal(0, 1, 4, 9).transpose(0, 1);
            Tensor x = random.normal(0, 1, 8, 9).transpose(0, 1);
            assertDense(sums, gradient, x, random.normal(0, 1, 8, 12).transpose(0, 1), 3);
        }
    }

    @Test
    void without_a_gradient_nothing_comes() {
        try (var scope = Scope.open()) {
            Tensor sums = RandomTensors.of(new Seed(6)).normal(0, 1, 4, 6);
            Tensor nothing = Tensor.zeros(4, 2);
            assertDense(sums, nothing, Tensor.full(1, 4, 3), Tensor.full(1, 6, 3), 1);
        }
    }

    @Test
    void what_is_not_a_number_stays_so() {
        try (var scope = Scope.open()) {
            Tensor sums = Tensor.of(new float[] {1, Float.NaN, 3, 4, 5, 6}, 1, 6);
            SparseMaxGradient sparse = SparseMaxGradient.of(sums, Tensor.full(1, 1, 2));
            Tensor sum = Tensor.zeros(6);
            sparse.addSumTo(sum);
            assertThat(sum.toFloats()).containsExactly(Float.NaN, Float.NaN, Float.NaN, 0, 0, 1);
        }
    }

    @Test
    void a_gradient_of_another_shape_is_refused() {
        try (var scope = Scope.open()) {
            Tensor sums = Tensor.zeros(2, 6);
            assertThatThrownBy(() -> SparseMaxGradient.of(sums, Tensor.zeros(2, 4)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Give the gradient by the result");
            assertThatThrownBy(() -> SparseMaxGradient.of(sums, Tensor.zeros(3, 2)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(SparseMaxGradient.fit(sums.to(DType.FLOAT64))).isFalse();
        }
    }
}
