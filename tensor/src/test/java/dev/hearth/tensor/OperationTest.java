package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.tensor.Tensor.Keep;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Operations of single numbers, reductions and shapes, against plain Java. */
class OperationTest {

    private static final double[] X = {-2.5, -1, -0.25, 0, 0.5, 1, 3, 4.75};
    private static final double[] Y = {1, -1, 2, 0.5, 0.5, -3, 3, 2};

    private static Tensor x() {
        return Tensor.of(X, 2, 4);
    }

    private static void same(String name, Tensor found, double... expected) {
        double[] numbers = found.toDoubles();
        assertThat(numbers).as(name).hasSameSizeAs(expected);
        for (int i = 0; i < numbers.length; i++) {
            if (Double.isNaN(expected[i])) {
                assertThat(numbers[i]).as(name + " at " + i).isNaN();
            } else if (Double.isInfinite(expected[i])) {
                assertThat(numbers[i]).as(name + " at " + i).isEqualTo(expected[i]);
            } else {
                assertThat(numbers[i])
                        .as(name + " at " + i)
                        .isCloseTo(expected[i], within(1e-12 * (1 + Math.abs(expected[i]))));
            }
        }
    }

    private static double truth(boolean holds) {
        return holds ? 1 : 0;
    }

    @Test
    void elementwise_operations_of_one_agree_with_plain_java() {
        Map<String, Function<Tensor, Tensor>> operations = new TreeMap<>();
        Map<String, DoubleUnaryOperator> naive = new TreeMap<>();
        class Table {
            void row(String name, Function<Tensor, Tensor> ours, DoubleUnaryOperator plain) {
                operations.put(name, ours);
                naive.put(name, plain);
            }
        }
        Table table = new Table();
        table.row("neg", Tensor::neg, v -> -v);
        table.row("abs", Tensor::abs, Math::abs);
        table.row("sign", Tensor::sign, Math::signum);
        table.row("exp", Tensor::exp, Math::exp);
        table.row("expm1", Tensor::expm1, Math::expm1);
        table.row("log", Tensor::log, Math::log);
        table.row("log1p", Tensor::log1p, Math::log1p);
        table.row("sqrt", Tensor::sqrt, Math::sqrt);
        table.row("rsqrt", Tensor::rsqrt, v -> 1 / Math.sqrt(v));
        table.row("square", Tensor::square, v -> v * v);
        table.row("reciprocal", Tensor::reciprocal, v -> 1 / v);
        table.row("floor", Tensor::floor, Math::floor);
        table.row("sin", Tensor::sin, Math::sin);
        table.row("cos", Tensor::cos, Math::cos);
        table.row("tanh", Tensor::tanh, Math::tanh);
        table.row("sigmoid", Tensor::sigmoid, v -> 1 / (1 + Math.exp(-v)));
        table.row("relu", Tensor::relu, v -> Math.max(0, v));
        table.row("isFinite", x -> x.log().isFinite(), v -> truth(v > 0));
        table.row("elu", x -> x.elu(1.5), v -> v > 0 ? v : 1.5 * Math.expm1(v));
        table.row("leakyRelu", x -> x.leakyRelu(0.1), v -> v > 0 ? v : 0.1 * v);
        table.row("clamp", x -> x.clamp(-0.5, 2), v -> Math.min(2, Math.max(-0.5, v)));
        table.row("clampMin", x -> x.clampMin(0.75), v -> Math.max(0.75, v));
        table.row("add", x -> x.add(1.5), v -> v + 1.5);
        table.row("sub", x -> x.sub(1.5), v -> v - 1.5);
        table.row("mul", x -> x.mul(-2.5), v -> v * -2.5);
        table.row("div", x -> x.div(4), v -> v / 4);
        table.row("pow", x -> x.pow(3), v -> v * v * v);
        table.row("eq", x -> x.eq(0.5), v -> truth(v == 0.5));
        table.row("gt", x -> x.gt(0.5), v -> truth(v > 0.5));
        table.row("lt", x -> x.lt(0.5), v -> truth(v < 0.5));
        table.row("ge", x -> x.ge(0.5), v -> truth(v >= 0.5));
        table.row("le", x -> x.le(0.5), v -> truth(v <= 0.5));
        table.row("filledLike", x -> x.filledLike(9), v -> 9);
        table.row("detach", Tensor::detach, v -> v);
        table.row("copy", Tensor::copy, v -> v);
        table.row("addInPlace", x -> x.copy().addInPlace(2), v -> v + 2);
        table.row("mulInPlace", x -> x.copy().mulInPlace(2.0), v -> 2 * v);
        table.row("fillInPlace", x -> x.copy().fillInPlace(2), v -> 2);
        table.row("sqrtInPlace", x -> x.copy().sqrtInPlace(), Math::sqrt);
        table.row("absInPlace", x -> x.copy().absInPlace(), Math::abs);
        try (var scope = Scope.open()) {
            operations.forEach(
                    (name, operation) ->
                            same(
                                    name,
                                    operation.apply(x()),
                                    Arrays.stream(X).map(naive.get(name)).toArray()));
            assertThat(operations).hasSize(40);
        }
    }

    @Test
    void elementwise_operations_of_two_agree_with_plain_java() {
        try (var scope = Scope.open()) {
            Tensor x = x();
            Tensor y = Tensor.of(Y, 2, 4);
            Tensor z = Tensor.full(0.5, DType.FLOAT64, Device.CPU, 2, 4);
            pair("add", x.add(y), (a, b) -> a + b);
            pair("sub", x.sub(y), (a, b) -> a - b);
            pair("mul", x.mul(y), (a, b) -> a * b);
            pair("div", x.div(y), (a, b) -> a / b);
            pair("maximum", x.maximum(y), Math::max);
            pair("minimum", x.minimum(y), Math::min);
            pair("eq", x.eq(y), (a, b) -> truth(a == b));
            pair("gt", x.gt(y), (a, b) -> truth(a > b));
            pair("lt", x.lt(y), (a, b) -> truth(a < b));
            pair("ge", x.ge(y), (a, b) -> truth(a >= b));
            pair("le", x.le(y), (a, b) -> truth(a <= b));
            pair("where", x.gt(y).where(x, z), (a, b) -> a > b ? a : 0.5);
            pair("addInPlace", x().addInPlace(y, -2), (a, b) -> a - 2 * b);
            pair("mulInPlace", x().mulInPlace(y), (a, b) -> a * b);
            pair("addProductInPlace", x().addProductInPlace(y, y, 3), (a, b) -> a + 3 * b * b);
            pair("addQuotientInPlace", x().addQuotientInPlace(z, y, 3), (a, b) -> a + 1.5 / b);
            pair("lerpInPlace", x().lerpInPlace(y, 0.25), (a, b) -> a + 0.25 * (b - a));
            pair("maximumInPlace", x().maximumInPlace(y), Math::max);
            pair("copyInPlace", x().copyInPlace(y), (a, b) -> b);
            pair(
                    "prelu",
                    Functional.prelu(x, Tensor.of(new double[] {0.5}, 1)),
                    (a, b) -> a > 0 ? a : a / 2);
        }
    }

    private static void pair(String name, Tensor found, DoubleBinaryOperator plain) {
        double[] expected =
                IntStream.range(0, X.length)
                        .mapToDouble(i -> plain.applyAsDouble(X[i], Y[i]))
                        .toArray();
        same(name, found, expected);
    }

    @Test
    void shapes_broadcast_and_a_result_in_place_never_grows() {
        try (var scope = Scope.open()) {
            Tensor row = Tensor.of(new double[] {0, 10, 0, 0}, 4);
            same("add", x().add(row), -2.5, 9, -0.25, 0, 0.5, 11, 3, 4.75);
            same("maximumInPlace", x().maximumInPlace(row), 0, 10, 0, 0, 0.5, 10, 3, 4.75);
            assertThatThrownBy(() -> row.maximumInPlace(x())).isInstanceOf(LibTorchException.class);
            assertThatThrownBy(() -> row.addInPlace(x(), 1)).isInstanceOf(LibTorchException.class);
            assertThat(row.shape()).containsExactly(4);
        }
    }

    @Test
    void reductions_agree_with_plain_java() {
        try (var scope = Scope.open()) {
            Tensor x = x();
            double sum = Arrays.stream(X).sum();
            double squares = Arrays.stream(X).map(v -> v * v).sum();
            same("sum", x.sum(), sum);
            same("mean", x.mean(), sum / 8);
            same("max", x.max(), 4.75);
            same("min", x.min(), -2.5);
            same("norm", x.norm(), Math.sqrt(squares));
            rows("sum", x.sum(Keep.DIMENSIONS, 1), row -> Arrays.stream(row).sum());
            rows("mean", x.mean(Keep.DIMENSIONS, -1), OperationTest::mean);
            rows("amax", x.amax(Keep.DIMENSIONS, 1), row -> Arrays.stream(row).max().orElse(0));
            rows("amin", x.amin(Keep.DIMENSIONS, 1), row -> Arrays.stream(row).min().orElse(0));
            rows(
                    "variance",
                    x.variance(Keep.DIMENSIONS, 1),
                    row -> mean(Arrays.stream(row).map(v -> v * v).toArray()) - square(mean(row)));
            rows(
                    "norm",
                    x.norm(Keep.DIMENSIONS, 1),
                    row -> Math.sqrt(Arrays.stream(row).map(v -> v * v).sum()));
            rows(
                    "logSumExp",
                    x.logSumExp(Keep.DIMENSIONS, 1),
                    row -> Math.log(Arrays.stream(row).map(Math::exp).sum()));
            assertThat(x.sum(Keep.NOTHING, 1).shape()).containsExactly(2);
            assertThat(x.sum(Keep.NOTHING, 0, 1).shape()).isEmpty();
            assertThat(x.argmax(1).toLongs()).containsExactly(3, 3);
            assertThat(x.argmax(0).toLongs()).containsExactly(1, 1, 1, 1);
        }
    }

    private static double mean(double[] row) {
        return Arrays.stream(row).average().orElseThrow();
    }

    private static double square(double value) {
        return value * value;
    }

    private static void rows(String name, Tensor found, Function<double[], Double> plain) {
        assertThat(found.shape()).as(name).containsExactly(2, 1);
        same(
                name,
                found,
                plain.apply(Arrays.copyOfRange(X, 0, 4)),
                plain.apply(Arrays.copyOfRange(X, 4, 8)));
    }

    @Test
    void softmax_sums_to_one_and_does_not_overflow() {
        try (var scope = Scope.open()) {
            Tensor huge = Tensor.of(new double[] {1000, 1001, -1000}, 1, 3);
            double e = Math.E;
            same("softmax", huge.softmax(1), 1 / (1 + e), e / (1 + e), 0);
            double log = Math.log(1 + e);
            same("logSoftmax", huge.logSoftmax(-1), -log, 1 - log, -2000 - log);
        }
    }

    @Test
    void shapes_change_without_changing_numbers() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.range(24).reshape(2, 3, 4);
            assertThat(x.reshape(4, -1).shape()).containsExactly(4, 6);
            assertThat(x.flatten(1).shape()).containsExactly(2, 12);
            Tensor turned = x.permute(2, 0, 1);
            assertThat(turned.shape()).containsExactly(4, 2, 3);
            assertThat(turned.toLongs()).startsWith(0, 4, 8, 12, 16, 20, 1, 5);
            assertThat(turned.contiguous().reshape(-1).toLongs()).isEqualTo(turned.toLongs());
            assertThat(x.transpose(1, 2).select(0, 0).toLongs()).startsWith(0, 4, 8, 1);
            assertThat(x.narrow(2, 1, 2).select(1, 2).toLongs()).containsExactly(9, 10, 21, 22);
            assertThat(x.unsqueeze(0).shape()).containsExactly(1, 2, 3, 4);
            assertThat(x.unsqueeze(-1).squeeze(3).shape()).containsExactly(2, 3, 4);
            assertThat(x.select(1, 0).flip(1).toLongs()).startsWith(3, 2, 1, 0, 15);
            assertThat(Tensor.range(2).unsqueeze(1).expand(2, 3).toLongs())
                    .containsExactly(0, 0, 0, 1, 1, 1);
            assertThat(Tensor.range(2).unsqueeze(1).expand(4, -1, 3).shape())
                    .containsExactly(4, 2, 3);
            assertThat(x.indexSelect(2, Tensor.of(new long[] {3, 0}, 2)).toLongs())
                    .startsWith(3, 0, 7, 4);
            Tensor which = Tensor.of(new long[] {2, 0}, 2, 1);
            assertThat(Tensor.range(6).reshape(2, 3).gather(1, which).toLongs())
                    .containsExactly(2, 3);
            assertThat(Tensor.concat(0, Tensor.range(2), Tensor.range(3)).toLongs())
                    .containsExactly(0, 1, 0, 1, 2);
            assertThat(Tensor.stack(1, Tensor.range(2), Tensor.range(2)).toLongs())
                    .containsExactly(0, 0, 1, 1);
            assertThat(Tensor.range(4).reshape(2, 2).pad(1, 0, 0, 1, 7).toLongs())
                    .containsExactly(7, 0, 1, 7, 2, 3, 7, 7, 7);
            assertThat(x.size(-1)).isEqualTo(4);
            assertThat(x.count()).isEqualTo(24);
            assertThat(x.dimensions()).isEqualTo(3);
            assertThatThrownBy(() -> x.size(3))
                    .isInstanceOf(LibTorchException.class)
                    .hasMessageStartingWith("size([2×3×4] INT64) failed: Dimension out of range");
        }
    }

    @Test
    void a_shape_handed_out_is_a_copy() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.ones(2, 3);
            x.shape()[0] = 9;
            assertThat(x.shape()).containsExactly(2, 3);
        }
    }

    @Test
    void arrays_go_in_and_come_out_in_every_type() {
        try (var scope = Scope.open()) {
            for (DType type : DType.values()) {
                Tensor x = Tensor.of(new float[] {0, 1}, 2).to(type);
                assertThat(x.dtype()).isEqualTo(type);
                assertThat(x.toFloats()).containsExactly(0, 1);
                assertThat(x.toDoubles()).containsExactly(0, 1);
                assertThat(x.toLongs()).containsExactly(0, 1);
                assertThat(x.narrow(0, 1, 1).item()).isEqualTo(1);
                float[] target = {9, 9, 9, 9};
                x.copyTo(target, 1);
                assertThat(target).containsExactly(9, 0, 1, 9);
                assertThatThrownBy(() -> x.copyTo(target, 3))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
            assertThat(Tensor.of(new byte[] {-1, 5}, 2).toLongs()).containsExactly(255, 5);
            assertThat(Tensor.ofFirst(new float[] {1, 2, 3}, 2).toFloats()).containsExactly(1, 2);
            assertThat(Tensor.ofLabels(new int[] {4, 5, 6}, 2).toLongs()).containsExactly(4, 5);
            assertThat(Tensor.zeros(2).copyInPlace(new float[] {3, 4}).toFloats())
                    .containsExactly(3, 4);
            assertThat(Tensor.of(new float[0], 0, 3).toFloats()).isEmpty();
            assertThat(Tensor.of(new double[0], 0).toDoubles()).isEmpty();
            assertThat(Tensor.of(new long[0], 0).toLongs()).isEmpty();
            assertThat(Tensor.of(new byte[0], 0).toLongs()).isEmpty();
            assertThat(Tensor.ofFirst(new float[2], 0).toFloats()).isEmpty();
            assertThat(Tensor.range(0).count()).isZero();
        }
    }

    @Test
    void impossible_shapes_are_refused_in_three_parts() {
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> Tensor.zeros(1 << 20, 1 << 20, 1 << 10))
                    .isInstanceOf(LibTorchException.class)
                    .hasMessageMatching(
                            "full needs 4503599\\.6 GB for \\[1048576×1048576×1024] FLOAT32\\."
                                    + " Received: a limit of \\d+\\.\\d GB, this machine's memory\\. Use"
                                    + " a smaller shape\\.");
            assertThatThrownBy(() -> Tensor.zeros(Long.MAX_VALUE, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("A shape holds fewer than 2⁶³ numbers. Received: [");
            assertThatThrownBy(() -> Tensor.zeros(2, -1))
                    .hasMessage(
                            "A shape has no negative extents. Received: [2, -1]. Use reshape for an"
                                    + " extent that follows from the others.");
            assertThatThrownBy(() -> Tensor.ones(1).expand(1L << 50))
                    .isInstanceOf(LibTorchException.class)
                    .hasMessageStartingWith("expand needs ");
            assertThatThrownBy(() -> Tensor.range(-1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Tensor.ofLabels(new int[2], 3))
                    .hasMessage(
                            "Tensor.ofLabels takes at least 0 labels and at most all. Received:"
                                    + " count=3 of 2. Give a count in between.");
            assertThatThrownBy(() -> Tensor.ofLabels(new int[] {1, -100}, 2))
                    .hasMessage(
                            "Tensor.ofLabels takes labels from 0 on. Received: -100 at 1. Leave out"
                                    + " examples without a label.");
            assertThatThrownBy(() -> Tensor.ones(2).item())
                    .hasMessage(
                            "item needs a tensor with one number. Received: [2] FLOAT32. Use"
                                    + " toFloats, or reduce it with sum or mean.");
            assertThatThrownBy(() -> Tensor.ones(2).requireGrad().to(DType.INT64).requireGrad())
                    .isInstanceOf(LibTorchException.class)
                    .hasMessageStartingWith("requireGrad([2] INT64) failed: ");
        }
    }
}
