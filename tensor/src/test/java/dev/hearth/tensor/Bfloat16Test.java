package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Bfloat16Test {

    @Test
    void convolutions_and_products_are_within_one_rounding_of_float32() {
        assertThat(Bfloat16.check()).hasSize(7).allMatch(Bfloat16.Figure::isRight);
        // Something is rounded: otherwise float32 was compared with itself.
        assertThat(Bfloat16.check()).anyMatch(figure -> figure.difference() > 1e-4);
        Bfloat16.refuseUnlessRight();
    }

    @Test
    void a_number_that_is_off_or_none_is_wrong() {
        assertThat(new Bfloat16.Figure("x", Double.NaN).isRight()).isFalse();
        assertThat(new Bfloat16.Figure("x", 0.01).isRight()).isFalse();
        assertThat(new Bfloat16.Figure("x", 0.0039).isRight()).isTrue();
    }

    @Test
    void it_is_measured_once() {
        double speedup = Bfloat16.timesAsFast();
        assertThat(speedup).isPositive().isEqualTo(Bfloat16.timesAsFast());
        assertThat(Bfloat16.pays()).isEqualTo(speedup >= 1.1);
    }

    @Test
    void sums_and_means_over_dimensions_come_in_float32() {
        try (var scope = Scope.open()) {
            Tensor many = Tensor.full(1, DType.BFLOAT16, Device.CPU, 1, 4099);
            Tensor sum = many.sum(Tensor.Keep.NOTHING, 1);
            assertThat(sum.dtype()).isEqualTo(DType.FLOAT32);
            assertThat(sum.toFloats()).containsExactly(4099);
            assertThat(many.mean(Tensor.Keep.NOTHING, 1).dtype()).isEqualTo(DType.FLOAT32);
            assertThat(many.widened().dtype()).isEqualTo(DType.FLOAT32);
            Tensor twice = Tensor.full(1, DType.FLOAT64, Device.CPU, 1);
            assertThat(twice.widened()).isSameAs(twice);
        }
    }
}
