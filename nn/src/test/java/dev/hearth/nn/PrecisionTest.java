package dev.hearth.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Vocabulary.Row;
import dev.hearth.nn.layers.Layers;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrecisionTest {

    private static final Seed SEED = new Seed(5);

    static List<Row> rows() {
        // Chains that are computed by fused kernels in float32.
        Layer dense =
                Layers.sequence(
                        Layers.linear(8),
                        Layers.relu(),
                        Layers.dropout(0.5),
                        Layers.linear(8),
                        Layers.elu(),
                        Layers.maxout(6, 2),
                        Layers.linear(3));
        Layer pooled =
                Layers.sequence(
                        Layers.conv(6, 3),
                        Layers.relu(),
                        Layers.maxPool(2, 2),
                        Layers.maxoutChannels(2));
        List<Row> rows = new ArrayList<>(Vocabulary.rows());
        rows.add(new Row(dense, Vocabulary.VECTOR, Optional.empty()));
        rows.add(new Row(pooled, Vocabulary.IMAGE, Optional.empty()));
        return rows;
    }

    private static Model net(Row row, DType precision) {
        return Model.build(row.letter(), row.in(), SEED, Device.CPU, precision);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void float64_computes_and_learns_what_float32_does(Row row) {
        try (var scope = Scope.open()) {
            Model single = net(row, DType.FLOAT32);
            Model twice = net(row, DType.FLOAT64);
            assertThat(twice.parameters().precision()).isEqualTo(DType.FLOAT64);
            Tensor x = RandomTensors.of(SEED.child("x")).normal(0, 1, row.in().batch(4));
            for (Phase phase : List.of(Phase.TRAINING, Phase.TESTING)) {
                Tensor wanted = single.apply(x, pass(phase));
                Tensor came = twice.apply(x.to(DType.FLOAT64), pass(phase));
                assertThat(came.dtype()).isEqualTo(DType.FLOAT64);
                assertClose(came, wanted);
            }
            if (single.parameters().entries().isEmpty()) {
                return;
            }
            backward(single, x);
            backward(twice, x.to(DType.FLOAT64));
            assertClose(twice.parameters().gradients(), single.parameters().gradients());
        }
    }

    private static Context pass(Phase phase) {
        return phase == Phase.TRAINING ? Context.training(SEED) : Context.testing(SEED);
    }

    private static void backward(Model net, Tensor x) {
        Tensor y = net.apply(x, Context.training(SEED));
        Tensor weights = RandomTensors.of(SEED.child("w")).normal(0, 1, y.shape()).to(y.dtype());
        y.mul(weights).sum().backward();
    }

    private static void assertClose(Tensor came, Tensor wanted) {
        float[] some = came.detach().to(DType.FLOAT32).toFloats();
        float[] others = wanted.detach().toFloats();
        for (int i = 0; i < others.length; i++) {
            assertThat(some[i]).isCloseTo(others[i], within(1e-4f * (1 + Math.abs(others[i]))));
        }
    }

    @Test
    void what_is_not_supported_is_refused() {
        try (var scope = Scope.open()) {
            for (DType type : List.of(DType.BFLOAT16, DType.FLOAT16, DType.INT64)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(
                                () ->
                                        Model.build(
                                                Layers.linear(2),
                                                new Shape.Vector(2),
                                                SEED,
                                                Device.CPU,
                                                type))
                        .withMessageContaining("FLOAT32 or FLOAT64. Received: " + type + ". Keep");
            }
            Model net =
                    Model.build(
                            Layers.linear(2), new Shape.Vector(2), SEED, Device.CPU, DType.FLOAT64);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> net.apply(Tensor.zeros(3, 2), Context.testing(SEED)))
                    .withMessageContaining("This net needs a batch of FLOAT64. Received: ");
        }
    }
}
