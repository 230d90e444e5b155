package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a good guess at what an operation does at the edges of float32 is wrong in other engines or in this. */
class NumericsTest {

    private static float[] upTo(int count, double from, double to) {
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = (float) (from + (to - from) * i / (count - 1));
        }
        return x;
    }

    private static float[] slopes(float[] x, UnaryOperator<Tensor> f) {
        Tensor input = Tensor.of(x, x.length).requireGrad();
        f.apply(input).sum().backward();
        return input.grad().orElseThrow().toFloats();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2})
    void elus_gradient_is_right_from_its_argument_and_within_a_bound_from_its_result(double alpha) {
        float[] x = upTo(4001, -40, 0);
        try (var scope = Scope.open()) {
            float[] recorded = slopes(x, t -> t.elu(alpha));
            float[] over = slopes(x, t -> t.mul(1).eluOver(alpha));
            Tensor ones = Tensor.ones(x.length);
            float[] back =
                    Autograd.eluBackward(Tensor.of(x, x.length).elu(alpha), ones, alpha).toFloats();
            for (int i = 0; i < x.length; i++) {
                double right = alpha * Math.exp(x[i]);
                assertThat((double) recorded[i]).isCloseTo(right, within(1e-6 * right));
                for (float found : new float[] {over[i], back[i]}) {
                    assertThat((double) found).isBetween(0.0, alpha);
                    assertThat((double) found).isCloseTo(right, within(0x1p-23 * alpha));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.5, 1, 1.01, 1.7, 2})
    void elus_gradient_from_a_result_of_16_bits_is_within_its_bound(double alpha) {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.of(upTo(4001, -40, 0), 4001).to(DType.BFLOAT16);
            Tensor ones = x.filledLike(1);
            float[] back =
                    Autograd.eluBackward(x.elu(alpha), ones, alpha).to(DType.FLOAT32).toFloats();
            float[] rounded = x.to(DType.FLOAT32).toFloats();
            for (int i = 0; i < back.length; i++) {
                double right = alpha * Math.exp(rounded[i]);
                assertThat((double) back[i]).isCloseTo(right, within(0x1p-8 * alpha));
            }
        }
    }

    @Test
    void elus_gradient_from_a_result_of_16_bits_is_nothing_below_minus_6() {
        float[] x = {-6, -6.5f, -7, -20};
        try (var scope = Scope.open()) {
            Tensor argument = Tensor.of(x, x.length);
            Tensor coarse = argument.to(DType.BFLOAT16);
            float[] found =
                    Autograd.eluBackward(coarse.elu(1), coarse.filledLike(1), 1)
                            .to(DType.FLOAT32)
                            .toFloats();
            assertThat(found[0]).isPositive();
            assertThat(found).endsWith(0, 0, 0);
            float[] fine =
                    Autograd.eluBackward(argument.elu(1), argument.filledLike(1), 1).toFloats();
            assertThat((double) fine[2]).isCloseTo(Math.exp(-7), within(0x1p-23));
        }
    }

    @Test
    void elu_is_right_near_zero_and_refuses_to_be_written_over_with_a_slope_that_falls() {
        float[] x = {-1e-1f, -1e-3f, -1e-4f, -1e-6f, -3e-8f, -1e-30f};
        try (var scope = Scope.open()) {
            float[] y = Tensor.of(x, x.length).elu(1).toFloats();
            for (int i = 0; i < x.length; i++) {
                double right = Math.expm1(x[i]);
                assertThat((double) y[i]).isCloseTo(right, within(-2e-7 * right));
            }
            assertThatThrownBy(() -> Tensor.ones(2).eluOver(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "eluOver needs alpha of 0 or more, since its gradient follows from its"
                                    + " result. Received: -1.0. Use elu.");
        }
    }

    @Test
    void sigmoid_and_tanh_stay_in_their_ranges_and_never_fall() {
        float[] x = upTo(20_001, -100, 100);
        try (var scope = Scope.open()) {
            float[] sigmoid = Tensor.of(x, x.length).sigmoid().toFloats();
            float[] tanh = Tensor.of(x, x.length).tanh().toFloats();
            for (int i = 0; i < x.length; i++) {
                double right = 1 / (1 + Math.exp(-(double) x[i]));
                assertThat((double) sigmoid[i]).isBetween(0.0, 1.0);
                if (x[i] > -80) {
                    assertThat((double) sigmoid[i]).isCloseTo(right, within(1e-6 * right));
                }
                assertThat(tanh[i]).isBetween(-1f, 1f);
                if (i > 0) {
                    assertThat(tanh[i]).isGreaterThanOrEqualTo(tanh[i - 1]);
                }
            }
        }
    }

    @Test
    void nan_does_not_vanish() {
        Map<String, UnaryOperator<Tensor>> operations = new LinkedHashMap<>();
        ConvParameters whole = ConvParameters.stride(3, 3);
        PoolRegions all = PoolRegions.of(3, new int[][] {{0}}, new int[][] {{3}});
        operations.put("maxPool2d", x -> Functional.maxPool2d(x, 3, 3, whole));
        operations.put(
                "avgPool2d", x -> Functional.avgPool2d(x, 3, 3, whole, Functional.CountPadding.NO));
        operations.put("maxPoolRegions", x -> Functional.maxPoolRegions(x, all, all));
        operations.put("maxOfGroups", x -> Functional.maxOfGroups(x.flatten(1), 9));
        operations.put("max", Tensor::max);
        operations.put("relu", Tensor::relu);
        operations.put("leakyRelu", x -> x.leakyRelu(0.1));
        operations.put("elu", x -> x.elu(1));
        operations.put("sigmoid", Tensor::sigmoid);
        operations.put("tanh", Tensor::tanh);
        operations.put("softmax", x -> x.flatten(1).softmax(1));
        operations.put("clamp", x -> x.clamp(0, 6));
        operations.put("clampMin", x -> x.clampMin(0));
        operations.put("maximum", x -> x.maximum(x.filledLike(1)));
        for (int place = 0; place < 9; place++) {
            float[] values = {3, -1, 4, 1, -5, 9, 2, 6, 5};
            values[place] = Float.NaN;
            try (var scope = Scope.open()) {
                Tensor plain = Tensor.of(values, 1, 1, 3, 3);
                for (Tensor x : new Tensor[] {plain, plain.channelsLast()}) {
                    for (var operation : operations.entrySet()) {
                        assertThat(operation.getValue().apply(x).sum().item())
                                .as(operation.getKey() + " with NaN at " + place)
                                .isNaN();
                    }
                    assertThat(x.flatten(1).argmax(1).toLongs()).containsExactly(place);
                }
            }
        }
    }

    @Test
    void a_window_of_minus_infinity_has_that_as_its_greatest() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.full(Double.NEGATIVE_INFINITY, 1, 1, 2, 2);
            Tensor y = Functional.maxPool2d(x, 2, 2, ConvParameters.stride(2, 2));
            assertThat(y.item()).isEqualTo(Double.NEGATIVE_INFINITY);
            PoolRegions all = PoolRegions.of(2, new int[][] {{0}}, new int[][] {{2}});
            assertThat(Functional.maxPoolRegions(x, all, all).item())
                    .isEqualTo(Double.NEGATIVE_INFINITY);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 16, 100, 1000, 40_000})
    void of_equals_the_first_is_the_greatest(int count) {
        try (var scope = Scope.open()) {
            for (int first : new int[] {0, count / 3, count - 1}) {
                float[] values = new float[count];
                Arrays.fill(values, first, count, 1);
                Tensor x = Tensor.of(values, 1, count);
                assertThat(x.argmax(1).toLongs()).containsExactly(first);
                assertThat(x.transpose(0, 1).contiguous().argmax(0).toLongs())
                        .containsExactly(first);
            }
        }
    }

    @Test
    void sums_of_many_numbers_are_not_swallowed() {
        try (var scope = Scope.open()) {
            Tensor tenths = Tensor.full(0.1, 10_000_000);
            double tenth = 0.1f;
            assertThat(tenths.sum().item()).isCloseTo(1e7 * tenth, within(2.0));
            Tensor image = tenths.narrow(0, 0, 1_000_000).reshape(1, 1, 1000, 1000);
            assertThat(image.mean(Tensor.Keep.NOTHING, 2, 3).item()).isCloseTo(tenth, within(1e-7));
            Tensor small = image.narrow(2, 0, 35).narrow(3, 0, 35);
            Tensor mean =
                    Functional.avgPool2d(
                            small,
                            35,
                            35,
                            ConvParameters.stride(35, 35),
                            Functional.CountPadding.NO);
            // One after another: each addition rounds once.
            assertThat(mean.item()).isCloseTo(tenth, within(35 * 35 * 0x1p-24 * tenth));
        }
    }

    @Test
    void a_batch_of_one_number_a_channel_has_no_variance() {
        try (var scope = Scope.open()) {
            Tensor variance = Tensor.ones(2);
            Tensor x = Tensor.of(new float[] {3, 4}, 1, 2);
            assertThatThrownBy(
                            () ->
                                    Functional.batchNorm(
                                            x,
                                            Optional.empty(),
                                            Optional.empty(),
                                            Tensor.zeros(2),
                                            variance,
                                            true,
                                            0.1,
                                            1e-5))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("needs at least two numbers a channel when training.");
            assertThat(variance.toFloats()).containsExactly(1, 1);
        }
    }

    @Test
    void a_longer_uniform_draw_begins_as_a_shorter_one_and_normal_ones_do_by_sixteens() {
        try (var scope = Scope.open()) {
            Seed seed = new Seed(9);
            float[] uniform = RandomTensors.of(seed).uniform(0, 1, 108).toFloats();
            float[] ones = RandomTensors.of(seed).bernoulli(0.4, 108).toFloats();
            float[] normal = RandomTensors.of(seed).normal(0, 1, 160).toFloats();
            for (int count : new int[] {1, 15, 16, 100}) {
                assertThat(RandomTensors.of(seed).uniform(0, 1, count).toFloats())
                        .containsExactly(Arrays.copyOf(uniform, count));
                assertThat(RandomTensors.of(seed).bernoulli(0.4, count).toFloats())
                        .containsExactly(Arrays.copyOf(ones, count));
            }
            for (int count : new int[] {16, 96, 144}) {
                assertThat(RandomTensors.of(seed).normal(0, 1, count).toFloats())
                        .containsExactly(Arrays.copyOf(normal, count));
            }
        }
    }
}
