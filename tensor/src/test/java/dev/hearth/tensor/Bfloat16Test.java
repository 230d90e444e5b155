package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
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

    /** As a matrix product over pixels; the numbers are quarters, so that only results are rounded. */
    @Test
    void a_convolution_of_1_by_1_is_the_one_of_float32_and_may_be_written_over() {
        try (var scope = Scope.open()) {
            Tensor weights = quarters(1, 6, 5, 1, 1);
            Tensor offsets = quarters(2, 6);
            Tensor picture = quarters(3, 2, 5, 3, 4).channelsLast();
            Tensor upstream = quarters(4, 2, 6, 3, 4).channelsLast();
            for (boolean isOver : new boolean[] {false, true}) {
                List<float[]> single =
                        sums(DType.FLOAT32, picture, weights, offsets, upstream, isOver);
                List<float[]> mixed =
                        sums(DType.BFLOAT16, picture, weights, offsets, upstream, isOver);
                for (int i = 0; i < single.size(); i++) {
                    float[] wanted = single.get(i);
                    float[] came = mixed.get(i);
                    assertThat(came).hasSameSizeAs(wanted);
                    for (int k = 0; k < wanted.length; k++) {
                        assertThat(came[k])
                                .as(i + " at " + k)
                                .isCloseTo(wanted[k], within(Math.abs(wanted[k]) / 256));
                    }
                }
            }
        }
    }

    /** The result, its layout, and the gradients by picture, weights and bias. */
    private static List<float[]> sums(
            DType type, Tensor x, Tensor w, Tensor b, Tensor upstream, boolean isOver) {
        Tensor picture = x.to(type).detach().requireGrad();
        Tensor weights = w.to(type).detach().requireGrad();
        Tensor offsets = b.to(type).detach().requireGrad();
        Tensor sums =
                Functional.conv2d(
                        picture, weights, Optional.of(offsets), ConvParameters.stride(1, 1));
        assertThat(sums.isChannelsLast()).isTrue();
        Tensor y = isOver ? sums.reluOver() : sums.relu();
        y.backward(upstream.to(type));
        return List.of(
                y.toFloats(),
                sums.toFloats(),
                picture.grad().orElseThrow().toFloats(),
                weights.grad().orElseThrow().toFloats(),
                offsets.grad().orElseThrow().toFloats());
    }

    private static Tensor quarters(int seed, long... shape) {
        long count = 1;
        for (long extent : shape) {
            count *= extent;
        }
        return Tensor.of(SelfCheckCases.quarters(seed, (int) count), shape);
    }
}
