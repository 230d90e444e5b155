package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TensorTest {

    @Test
    void gradients_of_parameters_add_up_in_the_flat_buffer() {
        try (var scope = Scope.open()) {
            Tensor values = Tensor.of(new float[] {1, 2, 3}, 3);
            Tensor gradients = Tensor.zeros(3);
            Tensor first = values.narrow(0, 0, 2).leafWithGradIn(gradients.narrow(0, 0, 2));
            Tensor second = values.narrow(0, 2, 1).leafWithGradIn(gradients.narrow(0, 2, 1));

            first.mul(first).sum().add(second.mul(5)).sum().backward();
            assertThat(gradients.toFloats()).containsExactly(2, 4, 5);
            second.mul(7).sum().backward();
            assertThat(gradients.toFloats()).containsExactly(2, 4, 12);

            values.addInPlace(gradients, -0.5);
            assertThat(first.toFloats()).containsExactly(0, 0);
            assertThat(second.toFloats()).containsExactly(-3);
        }
    }

    @Test
    void keep_carries_a_tensor_upstairs_and_the_rest_dies() {
        try (var run = Scope.open()) {
            Tensor kept;
            Tensor lost;
            try (var turn = Scope.open()) {
                lost = Tensor.ones(2);
                kept = turn.keep(lost.add(1));
            }
            assertThat(kept.toFloats()).containsExactly(2, 2);
            assertThat(lost.isAlive()).isFalse();
            assertThat(run.size()).isEqualTo(1);
            assertThatThrownBy(() -> lost.add(kept))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "A tensor lives until its Scope closes. Received: a use after that."
                                    + " Call scope.keep(tensor) before the end, or copy it to an"
                                    + " array.");
        }
    }

    @Test
    void wrong_shapes_are_one_line_with_the_shapes_and_the_trace_as_cause() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.ones(2, 3);
            assertThatThrownBy(() -> x.matmul(Tensor.ones(4, 5)))
                    .isInstanceOf(LibTorchException.class)
                    .hasMessage(
                            "matmul([2×3] FLOAT32, [4×5] FLOAT32) failed: mat1 and mat2 shapes"
                                    + " cannot be multiplied (2x3 and 4x5)")
                    .hasCauseInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void another_thread_is_refused() throws InterruptedException {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        try (var scope = Scope.open()) {
            Tensor x = Tensor.ones(2);
            Thread other =
                    new Thread(
                            () -> {
                                try (var own = Scope.open()) {
                                    x.add(1);
                                } catch (IllegalStateException refused) {
                                    seen.set(refused);
                                }
                            },
                            "other");
            other.start();
            other.join();
        }
        assertThat(seen.get())
                .hasMessageContaining("Received: other.")
                .hasMessageContaining("Hand an array to the other thread");
    }

    @Test
    void a_tensor_without_a_scope_is_refused() {
        assertThatThrownBy(() -> Tensor.ones(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Write try (var scope = Scope.open())");
    }

    @Test
    void chance_depends_on_the_seed_alone() {
        try (var scope = Scope.open()) {
            float[] first = RandomTensors.of(new Seed(3)).normal(0, 1, 100).toFloats();
            RandomTensors.of(new Seed(4)).uniform(0, 1, 7);
            assertThat(RandomTensors.of(new Seed(3)).normal(0, 1, 100).toFloats()).isEqualTo(first);
            assertThat(RandomTensors.of(new Seed(4)).normal(0, 1, 100).toFloats())
                    .isNotEqualTo(first);
        }
    }
}
