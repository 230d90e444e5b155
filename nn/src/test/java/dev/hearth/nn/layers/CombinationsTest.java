package dev.hearth.nn.layers;

import static dev.hearth.nn.layers.Layers.concat;
import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.elu;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.repeat;
import static dev.hearth.nn.layers.Layers.reshape;
import static dev.hearth.nn.layers.Layers.residual;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class CombinationsTest {

    private static final Shape IN = new Shape.Image(2, 4, 4);

    private static Model net(Layer layer, Shape in) {
        return Model.build(layer, in, new Seed(3), Device.CPU);
    }

    private static Layer times(double factor) {
        return conv(2, 1).groups(2).noBias().starting(new Constant(factor));
    }

    @Test
    void branches_come_one_after_another_along_the_channels() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.range(32).to(DType.FLOAT32).reshape(1, 2, 4, 4);
            float[] y =
                    net(concat(times(2), times(-1)), IN)
                            .apply(x, Context.testing(new Seed(1)))
                            .toFloats();
            for (int i = 0; i < 32; i++) {
                assertThat(y[i]).isEqualTo(2f * i);
                assertThat(y[32 + i]).isEqualTo(-1f * i);
            }
        }
    }

    @Test
    void a_shortcut_adds_the_scaled_body() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.full(8, IN.batch(1));
            Context pass = Context.testing(new Seed(1));
            assertThat(net(residual(0.25, times(3)), IN).apply(x, pass).toFloats())
                    .containsOnly(14);
            assertThat(net(residual(times(3)), IN).apply(x, pass).toFloats()).containsOnly(32);
        }
    }

    @Test
    void a_repeated_layer_has_its_own_parameters_each_time() {
        try (var scope = Scope.open()) {
            Model net = net(repeat(3, conv(2, 3)), IN);
            assertThat(net.parameters().entries())
                    .extracting(Parameters.Entry::name)
                    .containsExactly(
                            "0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias");
            assertThat(net.parameters().value("0.weight").toFloats())
                    .isNotEqualTo(net.parameters().value("1.weight").toFloats());
            Tensor x = Tensor.full(1, IN.batch(1));
            assertThat(
                            net(repeat(3, times(2)), IN)
                                    .apply(x, Context.testing(new Seed(1)))
                                    .toFloats())
                    .containsOnly(8);
        }
    }

    @Test
    void names_stand_in_the_names_of_parameters() {
        Layer net =
                sequence(
                        named("stem", conv(2, 3)),
                        concat(named("left", conv(1, 1)), residual(conv(2, 1))),
                        flatten(),
                        named("head", linear(3)));
        try (var scope = Scope.open()) {
            assertThat(net(net, IN).parameters().entries())
                    .extracting(Parameters.Entry::name)
                    .containsExactly(
                            "0.stem.weight",
                            "0.stem.bias",
                            "1.0.left.weight",
                            "1.0.left.bias",
                            "1.1.body.weight",
                            "1.1.body.bias",
                            "3.head.weight",
                            "3.head.bias");
        }
    }

    @Test
    void reshape_undoes_flatten_also_after_channels_last() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.range(32).to(DType.FLOAT32).reshape(1, 2, 4, 4);
            Tensor y =
                    net(sequence(flatten(), reshape(2, 4, 4)), IN)
                            .apply(x, Context.testing(new Seed(1)));
            assertThat(y.toFloats()).containsExactly(x.toFloats());
        }
    }

    /** What stands for something longer. */
    record Block(int filters) implements Composite {
        @Override
        public Layer body() {
            return sequence(conv(filters, 3), elu());
        }
    }

    @Test
    void a_composite_is_what_it_stands_for() {
        Layer block = new Block(5);
        assertThat(block.out(IN)).isEqualTo(new Shape.Image(5, 4, 4));
        assertThat(block.cost(IN)).isEqualTo(conv(5, 3).cost(IN));
        try (var scope = Scope.open()) {
            assertThat(net(block, IN).parameters().entries())
                    .isEqualTo(net(new Block(5).body(), IN).parameters().entries());
        }
    }

    @Test
    void refusals_name_the_branches_and_the_shapes() {
        assertThatThrownBy(() -> concat(conv(3, 1), conv(3, 1), maxPool(2, 2)).out(IN))
                .hasMessage(
                        "Concat needs branches that end in equal heights and widths, or all in"
                                + " vectors. Received: branch 0 gives 3×4×4, branch 2 gives 2×2×2."
                                + " Give both the same strides and padding.");
        assertThatThrownBy(() -> concat(flatten(), conv(3, 1)).out(IN))
                .hasMessageContaining("Received: branch 0 gives 32, branch 1 gives 3×4×4.");
        assertThatThrownBy(() -> new Concat(List.of()))
                .hasMessage("Concat needs at least one branch. Received: none. Name some.");
        assertThatThrownBy(() -> residual(conv(3, 1)).out(IN))
                .hasMessage(
                        "Residual needs a body that keeps the shape. Received: 2×4×4 becomes 3×4×4."
                                + " End the body in a 1×1 convolution with 2 filters, and let it"
                                + " not stride.");
        assertThatThrownBy(() -> new Residual(new Linear(3), 0))
                .hasMessage(
                        "Residual needs a scale that is finite and not 0. Received: scale=0.0. Use 1"
                                + " for a plain sum, 0.1 to 0.3 to damp.");
        assertThatThrownBy(() -> repeat(0, elu()))
                .hasMessage(
                        "Repeat needs times from 1 to 10000. Received: times=0. Give a count"
                                + " in that range.");
        assertThatThrownBy(() -> named("a.b", elu()))
                .hasMessage(
                        "Named needs a name without dots that is not blank. Received: \"a.b\". Use a"
                                + " name such as stem.");
        assertThatThrownBy(() -> reshape(2, 3, 4).out(new Shape.Vector(25)))
                .hasMessage(
                        "Reshape needs as many numbers as its image of 2×3×4 holds, 24. Received: 25"
                                + " in 25. Put a Linear with 24 units before it.");
    }
}
