package dev.hearth.nn.layers;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.frozen;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.weightNorm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Normal;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FrozenTest {

    private static final Seed SEED = new Seed(1);
    private static final Shape IN = new Shape.Image(2, 5, 5);

    private static final Layer NET =
            sequence(
                    named("stem", sequence(conv(4, 3), new BatchNorm(), new Elu())),
                    globalAvgPool(),
                    named("head", sequence(weightNorm(linear(6)), new Elu(), linear(3))));

    private static Tensor images() {
        return RandomTensors.of(SEED).normal(1, 2, IN.batch(6));
    }

    private static Model trained(Layer letter) {
        Model net = Model.build(letter, IN, SEED, Device.CPU);
        net.apply(images(), Context.training(SEED)).square().sum().backward();
        return net;
    }

    @ParameterizedTest
    @CsvSource({
        "0.stem.0.*,   0.stem.0.",
        "direction,     2.head.0.weight.direction",
        "head*gain,     2.head.0.weight.gain",
        "head.2.bias,  2.head.2.bias",
        "h*.2.*,       2.head.2."
    })
    void what_matches_gets_no_gradient_and_all_else_what_it_gets_without(
            String pattern, String still) {
        try (var room = Scope.open()) {
            Parameters expected = trained(NET).parameters();
            Parameters home = trained(frozen(NET, pattern)).parameters();
            assertThat(home.entries()).isEqualTo(expected.entries());
            for (Parameters.Entry entry : home.entries()) {
                boolean isFrozen = entry.name().startsWith(still);
                assertThat(home.isFrozen(entry.name())).isEqualTo(isFrozen);
                float[] gradient = home.gradient(entry.name()).toFloats();
                float[] usual = expected.gradient(entry.name()).toFloats();
                for (int i = 0; i < gradient.length; i++) {
                    assertThat(gradient[i])
                            .as(entry.name())
                            .isCloseTo(
                                    isFrozen ? 0 : usual[i],
                                    within(1e-5f * (1 + Math.abs(usual[i]))));
                }
            }
        }
    }

    @Test
    void a_frozen_body_computes_and_stays_as_below_a_head() {
        try (var room = Scope.open()) {
            Model head = trained(new FrozenBackbone(NET));
            Model net = trained(frozen(NET, "stem.*", "head.0.*"));
            assertThat(net.parameters().state().toFloats())
                    .isEqualTo(head.parameters().state().toFloats());
            assertThat(net.parameters().gradients().abs().sum().item()).isPositive();
            assertThat(net.parameters().gradients().toFloats())
                    .isEqualTo(head.parameters().gradients().toFloats());
        }
    }

    @Test
    void initialisation_by_data_leaves_what_is_frozen() {
        Layer plain =
                sequence(named("a", weightNorm(linear(4))), named("b", weightNorm(linear(3))));
        Shape in = new Shape.Vector(5);
        try (var room = Scope.open()) {
            Model net = Model.build(frozen(plain, "a.*"), in, SEED, Device.CPU);
            Map<String, float[]> before = net.arrays();
            net.initialize(
                    RandomTensors.of(SEED).normal(1, 2, in.batch(50)), Context.initializing(SEED));
            Map<String, float[]> after = net.arrays();
            for (String name : before.keySet()) {
                if (name.startsWith("0.a.")) {
                    assertThat(after.get(name)).as(name).isEqualTo(before.get(name));
                }
            }
            assertThat(after.get("1.b.bias")).isNotEqualTo(before.get("1.b.bias"));
        }
    }

    static Stream<Arguments> partly() {
        Layer normed = weightNorm(linear(2));
        Layer masked =
                weightNorm(new MaskedLinear(List.of(1, 2, 1, 2, 3), List.of(1, 2), new Normal(1)));
        return Stream.of(
                arguments(normed, "*.gain"),
                arguments(normed, "*.direction"),
                arguments(normed, "bias"),
                arguments(masked, "*.gain"),
                arguments(masked, "*.direction"),
                arguments(new FixedGain(linear(2)), "*.gain"),
                arguments(new FixedGain(linear(2)), "*.unscaled"));
    }

    @ParameterizedTest
    @MethodSource("partly")
    void initialisation_by_data_leaves_a_sum_of_which_a_part_is_frozen(
            Layer layer, String pattern) {
        Shape in = new Shape.Vector(5);
        try (var room = Scope.open()) {
            Tensor batch = RandomTensors.of(SEED).normal(1, 2, in.batch(50));
            Model free = Model.build(layer, in, SEED, Device.CPU);
            Model net = Model.build(frozen(sequence(layer), pattern), in, SEED, Device.CPU);
            float[] learned = net.parameters().values().toFloats();
            float[] kept = net.parameters().state().toFloats();
            net.initialize(batch, Context.initializing(SEED));
            assertThat(net.parameters().values().toFloats()).isEqualTo(learned);
            assertThat(net.parameters().state().toFloats()).isEqualTo(kept);
            free.initialize(batch, Context.initializing(SEED));
            assertThat(free.parameters().values().toFloats()).isNotEqualTo(learned);
        }
    }

    @Test
    void a_pattern_that_matches_nothing_is_refused() {
        assertThatThrownBy(() -> Parameters.planned(frozen(NET, "stem.*", "stme.*"), IN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Frozen needs patterns that match a tensor's name each. ")
                .hasMessageContaining("Received: \"stme.*\" for [0.stem.0.weight,")
                .hasMessageEndingWith("Begin it with a part's name, as \"stem.*\".");
        assertThatThrownBy(() -> frozen(NET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Received: none.");
    }
}
