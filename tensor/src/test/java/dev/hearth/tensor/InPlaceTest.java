package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class InPlaceTest {

    @Test
    void results_land_in_the_tensor_itself_and_operands_stay() {
        try (var scope = Scope.open()) {
            Tensor y = Tensor.of(new float[] {4, 9, 0.25f}, 3);
            Tensor x = Tensor.zeros(3);
            Tensor view = x.narrow(0, 0, 2);
            assertThat(x.sqrtOfInPlace(y)).isSameAs(x);
            assertThat(x.toFloats()).containsExactly(2, 3, 0.5f);
            assertThat(view.toFloats()).containsExactly(2, 3);
            assertThat(x.sumOfInPlace(y, -5).toFloats()).containsExactly(-1, 4, -4.75f);
            assertThat(y.absOfInPlace(x).toFloats()).containsExactly(1, 4, 4.75f);
            assertThat(x.clampInPlace(-2, 3).toFloats()).containsExactly(-1, 3, -2);
            assertThat(view.toFloats()).containsExactly(-1, 3);
        }
    }

    @Test
    void a_tensor_of_another_shape_is_refused_and_stays_as_it_was() {
        try (var scope = Scope.open()) {
            Tensor y = Tensor.ones(2, 3);
            for (Tensor x : List.of(Tensor.zeros(3), Tensor.zeros(0, 3))) {
                List<Supplier<Tensor>> calls =
                        List.of(
                                () -> x.sqrtOfInPlace(y),
                                () -> x.absOfInPlace(y),
                                () -> x.sumOfInPlace(y, 1));
                for (Supplier<Tensor> call : calls) {
                    assertThatThrownBy(call::get)
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("Received: " + x.describe());
                }
                assertThat(x.toFloats()).hasSize((int) x.count()).doesNotContain(1f);
            }
        }
    }

    @Test
    void nothing_is_made_and_nothing_is_recorded() {
        try (var scope = Scope.open()) {
            Tensor leaf = Tensor.ones(3).requireGrad();
            Tensor x = Tensor.zeros(3);
            int before = scope.size();
            x.sqrtOfInPlace(leaf).absOfInPlace(leaf).sumOfInPlace(leaf, 1).clampInPlace(0, 1);
            leaf.clampInPlace(0, 0.5);
            assertThat(scope.size()).isEqualTo(before);
            assertThat(x.wantsGrad()).isFalse();
            assertThat(leaf.toFloats()).containsExactly(0.5f, 0.5f, 0.5f);
        }
    }
}
