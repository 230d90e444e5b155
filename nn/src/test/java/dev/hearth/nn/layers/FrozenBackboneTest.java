package dev.hearth.nn.layers;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.dropout;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.weightNorm;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrozenBackboneTest {

    private static final Shape IN = new Shape.Image(2, 5, 5);

    private static final Layer NET =
            sequence(
                    named("stem", sequence(conv(4, 3), new BatchNorm())),
                    globalAvgPool(),
                    named("head", sequence(dropout(0.5), linear(3))));

    private static Tensor images() {
        float[] values = new float[4 * 2 * 25];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 37 % 101) / 50f - 1;
        }
        return Tensor.of(values, 4, 2, 5, 5);
    }

    @Test
    void only_the_head_gets_a_gradient_and_running_figures_stay() {
        try (var room = Scope.open()) {
            Model net = Model.build(new FrozenBackbone(NET), IN, new Seed(1), Device.CPU);
            Parameters home = net.parameters();
            float[] kept = home.state().toFloats();
            home.clearGradients();
            net.apply(images(), Context.training(new Seed(2))).square().sum().backward();
            for (Parameters.Entry entry : home.entries()) {
                double sum = home.gradient(entry.name()).abs().sum().item();
                if (entry.name().startsWith("2.head.")) {
                    assertThat(sum).as(entry.name()).isPositive();
                } else {
                    assertThat(sum).as(entry.name()).isZero();
                }
            }
            assertThat(home.state().toFloats()).isEqualTo(kept);
        }
    }

    @Test
    void it_has_the_nets_names_shapes_and_costs_and_gives_what_the_net_gives() {
        try (var room = Scope.open()) {
            Model whole = Model.build(NET, IN, new Seed(1), Device.CPU);
            Model head = Model.build(new FrozenBackbone(NET), IN, new Seed(1), Device.CPU);
            assertThat(head.parameters().entries()).isEqualTo(whole.parameters().entries());
            assertThat(head.parameters().stateEntries())
                    .isEqualTo(whole.parameters().stateEntries());
            assertThat(new FrozenBackbone(NET).out(IN)).isEqualTo(NET.out(IN));
            assertThat(new FrozenBackbone(NET).cost(IN)).isEqualTo(NET.cost(IN));
            Context pass = Context.testing(new Seed(3));
            assertThat(head.apply(images(), pass).toFloats())
                    .isEqualTo(whole.apply(images(), pass).toFloats());
        }
    }

    @Test
    void the_head_itself_is_in_the_phase_of_the_pass() {
        try (var room = Scope.open()) {
            Model head = Model.build(new FrozenBackbone(NET), IN, new Seed(1), Device.CPU);
            float[] first = head.apply(images(), Context.training(new Seed(3))).toFloats();
            float[] second = head.apply(images(), Context.training(new Seed(4))).toFloats();
            assertThat(first).as("dropout draws anew").isNotEqualTo(second);
        }
    }

    @Test
    void a_normalisation_behind_the_last_weight_is_of_the_head_with_it() {
        Layer ending = sequence(weightNorm(linear(3)), new MeanOnlyBatchNorm());
        Layer layer = sequence(conv(4, 3), new BatchNorm(), globalAvgPool(), ending);
        try (var room = Scope.open()) {
            Model net = Model.build(new FrozenBackbone(layer), IN, new Seed(1), Device.CPU);
            Parameters home = net.parameters();
            home.clearGradients();
            net.apply(images(), Context.training(new Seed(2))).square().sum().backward();
            for (String name : List.of("3.0.weight.direction", "3.0.weight.gain")) {
                assertThat(home.gradient(name).abs().sum().item()).as(name).isPositive();
            }
            assertThat(home.isFrozen("3.1.mean")).isFalse();
            assertThat(home.isFrozen("0.weight")).isTrue();
            assertThat(home.isFrozen("1.mean")).isTrue();
            assertThat(net.featureShape()).contains(new Shape.Vector(4));
        }
    }

    @Test
    void a_single_layer_learns() {
        try (var room = Scope.open()) {
            Model net =
                    Model.build(
                            new FrozenBackbone(linear(3)),
                            new Shape.Vector(4),
                            new Seed(1),
                            Device.CPU);
            net.parameters().clearGradients();
            net.apply(Tensor.ones(2, 4), Context.training(new Seed(2))).sum().backward();
            assertThat(net.parameters().gradient("weight").abs().sum().item()).isPositive();
        }
    }
}
