package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.tensor.Functional.CountPadding;
import dev.hearth.tensor.Tensor.Keep;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Gradients against central differences in FLOAT64. */
class GradientTest {

    private static final double STEP = 1e-5;

    private static double weighed(UnaryOperator<Tensor> operation, double[] values, long... shape) {
        try (var turn = Scope.open()) {
            Tensor y = operation.apply(Tensor.of(values, shape));
            return y.mul(weights(y)).sum().item();
        }
    }

    /** So that a gradient that is right only in sum is found out. */
    private static Tensor weights(Tensor y) {
        return RandomTensors.of(new Seed(3)).normal(0, 1, y.shape()).to(DType.FLOAT64);
    }

    private static void check(String name, UnaryOperator<Tensor> operation, long... shape) {
        try (var turn = Scope.open()) {
            double[] values =
                    RandomTensors.of(new Seed(2).child(name)).normal(0, 1, shape).toDoubles();
            Tensor x = Tensor.of(values, shape).requireGrad();
            Tensor y = operation.apply(x);
            y.mul(weights(y)).sum().backward();
            double[] found = x.grad().orElseThrow().toDoubles();
            for (int i = 0; i < values.length; i++) {
                double here = values[i];
                values[i] = here + STEP;
                double above = weighed(operation, values, shape);
                values[i] = here - STEP;
                double below = weighed(operation, values, shape);
                values[i] = here;
                assertThat(found[i])
                        .as(name + " at " + i)
                        .isCloseTo((above - below) / (2 * STEP), within(1e-6));
            }
        }
    }

    @Test
    void gradients_of_elementwise_operations_and_reductions_agree_with_differences() {
        Map<String, UnaryOperator<Tensor>> table = new LinkedHashMap<>();
        table.put("exp", Tensor::exp);
        table.put("expm1", Tensor::expm1);
        table.put("log", x -> x.square().add(1).log());
        table.put("log1p", x -> x.square().log1p());
        table.put("sqrt", x -> x.square().add(1).sqrt());
        table.put("rsqrt", x -> x.square().add(1).rsqrt());
        table.put("reciprocal", x -> x.square().add(1).reciprocal());
        table.put("sin", Tensor::sin);
        table.put("cos", Tensor::cos);
        table.put("tanh", Tensor::tanh);
        table.put("sigmoid", Tensor::sigmoid);
        table.put("relu", Tensor::relu);
        table.put("abs", Tensor::abs);
        table.put("elu", x -> x.elu(0.7));
        table.put("leakyRelu", x -> x.leakyRelu(0.2));
        table.put("prelu", x -> Functional.prelu(x, x.select(0, 0)));
        table.put("clamp", x -> x.clamp(-0.5, 0.5));
        table.put("clampMin", x -> x.clampMin(0.1));
        table.put("pow", x -> x.pow(3));
        table.put("mul", x -> x.mul(x.add(2)));
        table.put("div", x -> x.div(x.square().add(1)));
        table.put("maximum", x -> x.maximum(x.neg()));
        table.put("where", x -> x.gt(0.2).where(x.square(), x));
        table.put("mean", x -> x.square().mean(Keep.NOTHING, 0));
        table.put("amax", x -> x.amax(Keep.NOTHING, 1));
        table.put("variance", x -> x.variance(Keep.DIMENSIONS, 1));
        table.put("norm", x -> x.norm(Keep.DIMENSIONS, 1));
        table.put("logSumExp", x -> x.logSumExp(Keep.NOTHING, 1));
        table.put("softmax", x -> x.softmax(1));
        table.put("logSoftmax", x -> x.logSoftmax(0));
        table.put("permute", x -> x.permute(1, 0).reshape(-1).flip(0));
        table.put("concat", x -> Tensor.concat(1, x, x.square(), x.narrow(1, 1, 2)));
        table.put("stack", x -> Tensor.stack(0, x, x.exp()));
        table.put("pad", x -> x.pad(1, 0, 2, 1, 4));
        table.put("indexSelect", x -> x.indexSelect(1, Tensor.of(new long[] {3, 0, 3}, 3)));
        table.put("gather", x -> x.gather(1, Tensor.of(new long[] {3, 3, 0, 1, 2, 2}, 3, 2)));
        table.put("matmul", x -> x.matmul(x.transpose(0, 1)));
        table.put("linear", x -> x.linear(x, x.select(1, 0)));
        table.put(
                "crossEntropy",
                x -> Functional.crossEntropy(x, Tensor.of(new long[] {1, 3, 0}, 3), 0.1));
        table.put(
                "binaryCrossEntropy", x -> Functional.binaryCrossEntropy(x, weights(x).sigmoid()));
        table.put("meanSquaredError", x -> Functional.meanSquaredError(x, weights(x)));
        table.put("huber", x -> Functional.huber(x, weights(x), 0.5));
        table.put("expand", x -> x.unsqueeze(0).expand(2, 3, 4));
        table.forEach((name, operation) -> check(name, operation, 3, 4));
    }

    @Test
    void gradients_of_layers_agree_with_differences() {
        ConvParameters g = ConvParameters.stride(2, 1).padded(1, 0, 1, 1);
        ConvParameters even = ConvParameters.stride(2, 2).padded(1, 1, 1, 1);
        try (var scope = Scope.open()) {
            Tensor w = RandomTensors.of(new Seed(5)).normal(0, 1, 3, 2, 3, 2).to(DType.FLOAT64);
            Tensor ones = Tensor.full(1, DType.FLOAT64, Device.CPU, 2);
            check("conv2d", x -> Functional.conv2d(x, w, Optional.empty(), g), 2, 2, 4, 3);
            check(
                    "conv2d's weight",
                    v -> Functional.conv2d(w.reshape(2, 3, 3, 2), v, Optional.empty(), g),
                    2,
                    3,
                    3,
                    2);
            check("bias", b -> Functional.conv2d(w, w.abs(), Optional.of(b), even), 3);
            check(
                    "convTranspose2d",
                    x -> Functional.convTranspose2d(x, w, Optional.empty(), even, 1, 0),
                    1,
                    3,
                    2,
                    3);
            check("maxPool2d", x -> Functional.maxPool2d(x, 2, 2, g), 1, 2, 4, 3);
            check(
                    "avgPool2d",
                    x -> Functional.avgPool2d(x, 2, 2, even, CountPadding.NO),
                    1,
                    2,
                    4,
                    3);
            check("adaptiveAvgPool2d", x -> Functional.adaptiveAvgPool2d(x, 3, 2), 1, 2, 4, 3);
            check("adaptiveMaxPool2d", x -> Functional.adaptiveMaxPool2d(x, 3, 2), 1, 2, 4, 3);
            check(
                    "batchNorm",
                    x ->
                            Functional.batchNorm(
                                    x,
                                    Optional.of(ones.mul(2)),
                                    Optional.of(ones),
                                    ones.copy(),
                                    ones.copy(),
                                    true,
                                    0.1,
                                    1e-3),
                    2,
                    2,
                    2,
                    3);
        }
    }

    @Test
    void a_second_backward_through_a_freed_graph_is_refused() {
        try (var scope = Scope.open()) {
            Tensor w = Tensor.ones(2).requireGrad();
            Tensor loss = w.mul(w).sum();
            loss.backward();
            assertThatThrownBy(loss::backward)
                    .isInstanceOf(LibTorchException.class)
                    .hasMessageStartingWith(
                            "backward([] FLOAT32) failed: Trying to backward through the graph a"
                                    + " second time");
            assertThatThrownBy(() -> w.mul(2).backward())
                    .hasMessageContaining("grad can be implicitly created only for scalar outputs");
            assertThatThrownBy(() -> w.mul(2).backward(Tensor.ones(3)))
                    .isInstanceOf(LibTorchException.class);
            assertThatThrownBy(() -> Tensor.ones(1).backward())
                    .hasMessageContaining("does not require grad");
            assertThat(Tensor.ones(1).requireGrad().grad()).isEmpty();
            assertThat(w.mul(2).grad()).isEmpty();
        }
    }

    @Test
    void a_leaf_wants_a_gradient_of_its_own_shape_and_type() {
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> Tensor.ones(2).leafWithGradIn(Tensor.ones(3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "A leaf and its gradient have one shape and type. Received: [2] FLOAT32"
                                    + " and [3] FLOAT32. Cut both from buffers in the same way.");
        }
    }
}
