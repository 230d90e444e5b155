package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupMaxTest {

    private static float[] gradient(Tensor leaf, Tensor result) {
        Tensor weights = Tensor.range((int) result.count()).to(DType.FLOAT32).add(1);
        result.mul(weights.reshape(result.shape())).sum().backward();
        return leaf.grad().orElseThrow().toFloats();
    }

    /** By libtorch's own operation. */
    private static Tensor twin(Tensor x, int size) {
        return x.reshape(x.size(0), x.size(1) / size, size).amax(Tensor.Keep.NOTHING, 2);
    }

    private static void assertTwins(Tensor x, int size) {
        Tensor one = x.copy().requireGrad();
        Tensor other = x.copy().requireGrad();
        Tensor came = Functional.maxOfGroups(one, size);
        Tensor wanted = twin(other, size);
        assertThat(came.toFloats()).isEqualTo(wanted.toFloats());
        assertThat(gradient(one, came)).isEqualTo(gradient(other, wanted));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 60})
    void numbers_and_gradients_are_libtorch_s(int size) {
        try (var scope = Scope.open()) {
            assertTwins(RandomTensors.of(new Seed(size)).normal(0, 1, 7, 60), size);
            assertTwins(RandomTensors.of(new Seed(size)).normal(0, 1, 300, 240), size);
        }
    }

    @Test
    void equals_share_the_gradient() {
        try (var scope = Scope.open()) {
            float[] x = {1, 3, 3, 0, -0f, -2, 5, 5, 5, -1, -2, -3};
            assertTwins(Tensor.of(x, 1, 12), 3);
            assertTwins(Tensor.zeros(4, 10), 5);
        }
    }

    @Test
    void what_is_not_a_number_stays_so() {
        try (var scope = Scope.open()) {
            float[] x = {1, Float.NaN, 3, 4, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
            assertTwins(Tensor.of(x, 1, 6), 3);
        }
    }

    @Test
    void strides_and_other_types_are_served() {
        try (var scope = Scope.open()) {
            Tensor x = RandomTensors.of(new Seed(1)).normal(0, 1, 6, 4).transpose(0, 1);
            assertThat(Functional.maxOfGroups(x, 2).toFloats())
                    .isEqualTo(twin(x.contiguous(), 2).toFloats());
            Tensor fine = x.to(DType.FLOAT64).detach().requireGrad();
            Tensor y = Functional.maxOfGroups(fine, 3);
            Tensor ones = y.filledLike(1);
            y.sum().backward();
            assertThat(Autograd.maxOfGroupsBackward(fine, ones).toFloats())
                    .isEqualTo(fine.grad().orElseThrow().toFloats());
            assertThat(Functional.maxOfGroups(Tensor.zeros(0, 4), 2).shape()).containsExactly(0, 2);
        }
    }

    @Test
    void groups_that_do_not_come_out_even_are_refused() {
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> Functional.maxOfGroups(Tensor.zeros(2, 7), 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "maxOfGroups needs a last extent that groups divide. Received: size=2");
            Tensor y = Tensor.zeros(2, 3);
            assertThatThrownBy(
                            () ->
                                    Autograd.maxOfGroupsBackward(
                                            Tensor.zeros(2, 6), y.narrow(0, 0, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Give the gradient by the result");
        }
    }

    @Test
    void a_step_of_descent_is_that_of_its_parts() {
        try (var scope = Scope.open()) {
            int count = 70_001;
            RandomTensors random = RandomTensors.of(new Seed(2));
            Tensor w = random.normal(0, 1, count);
            Tensor v = random.normal(0, 1, count);
            Tensor g = random.normal(0, 1, count);
            Tensor velocity =
                    v.to(DType.FLOAT64).mulInPlace(0.9).addInPlace(g.to(DType.FLOAT64), -0.1);
            Tensor wanted = w.to(DType.FLOAT64).addInPlace(velocity, 1);
            assertThat(w.descendInPlace(v, g, 0.9, 0.1)).isSameAs(w);
            assertThat(w.to(DType.FLOAT64).sub(wanted).abs().max().item()).isLessThan(1e-6);
            assertThat(v.to(DType.FLOAT64).sub(velocity).abs().max().item()).isLessThan(1e-6);
            assertThat(w.sub(wanted.to(DType.FLOAT32)).abs().max().item()).isLessThan(1e-6);
            assertThatThrownBy(() -> w.descendInPlace(v, g.narrow(0, 0, 2), 0.9, 0.1))
                    .isInstanceOf(LibTorchException.class);
        }
    }

    @Test
    void a_step_of_descent_raises_the_versions_of_what_it_changes_and_only_those() {
        try (var scope = Scope.open()) {
            Tensor values = Tensor.ones(2, 3);
            Tensor v = Tensor.ones(2, 3);
            Tensor g = Tensor.ones(2, 3);
            Tensor leaf = values.narrow(0, 0, 1).leafWithGradIn(Tensor.zeros(1, 3));
            Tensor x = Tensor.ones(1, 3).requireGrad();
            Tensor y = leaf.mul(x).sum();
            long before = leaf.version();
            long velocity = v.version();
            long gradient = g.version();
            values.descendInPlace(v, g, 0.9, 0.1);
            assertThat(leaf.version()).isGreaterThan(before);
            assertThat(v.version()).isGreaterThan(velocity);
            assertThat(g.version()).isEqualTo(gradient);
            assertThatThrownBy(y::backward)
                    .isInstanceOf(LibTorchException.class)
                    .hasMessageContaining("modified by an inplace operation");
        }
    }
}
