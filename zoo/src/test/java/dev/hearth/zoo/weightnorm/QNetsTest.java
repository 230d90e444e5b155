package dev.hearth.zoo.weightnorm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.Layers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QNetsTest {

    private static final Shape SCREENS = new Shape.Image(4, 84, 84);
    private static final Shape GRID = new Shape.Image(6, 10, 10);
    private static final Seed SEED = new Seed(5);

    @Test
    void the_nature_net_has_the_published_sizes() {
        Complexity cost = new NatureDqn(4).cost(SCREENS);
        long first = 32 * (4 * 8 * 8) + 32;
        long second = 64 * (32 * 4 * 4) + 64;
        long third = 64 * (64 * 3 * 3) + 64;
        long hidden = 512L * (64 * 7 * 7) + 512;
        assertThat(cost.parameters())
                .isEqualTo(first + second + third + hidden + 512 * 4 + 4)
                .isEqualTo(1_686_180);
        assertThat(cost.multiplyAdds())
                .isEqualTo(
                        20 * 20 * 32 * 256
                                + 9 * 9 * 64 * 512
                                + 7 * 7 * 64 * 576
                                + 3136 * 512
                                + 512 * 4)
                .isEqualTo(9_345_024);
        assertThat(new NatureDqn(18).out(SCREENS)).isEqualTo(new Shape.Vector(18));
    }

    @Test
    void the_grid_net_has_66_740_parameters_and_a_gain_for_each_unit_more_with_weight_norm() {
        assertThat(new GridDqn(16, 64, 4).cost(GRID).parameters())
                .isEqualTo(16 * 54 + 16 + 64 * 1024 + 64 + 64 * 4 + 4)
                .isEqualTo(66_740);
        assertThat(Layers.weightNorm(new GridDqn(16, 64, 4)).cost(GRID).parameters())
                .isEqualTo(66_740 + 16 + 64 + 4);
        assertThat(new GridDqn(16, 64, 4).out(GRID)).isEqualTo(new Shape.Vector(4));
    }

    /**
     * A net and what it takes.
     *
     * @param net the letter
     * @param in one example
     */
    record Row(Layer net, Shape in) {}

    static List<Row> nets() {
        return List.of(
                new Row(new NatureDqn(6), SCREENS),
                new Row(Layers.weightNorm(new NatureDqn(3)), SCREENS),
                new Row(new GridDqn(16, 64, 4), GRID),
                new Row(Layers.weightNorm(new GridDqn(8, 32, 4)), GRID));
    }

    @ParameterizedTest
    @MethodSource("nets")
    void gives_the_announced_shape_reaches_every_parameter_and_travels(Row row) {
        try (var run = Scope.open()) {
            Model net = Model.build(row.net(), row.in(), SEED, Device.CPU);
            Parameters home = net.parameters();
            assertThat(home.count()).isEqualTo(row.net().cost(row.in()).parameters());
            try (var turn = Scope.open()) {
                Tensor x = RandomTensors.of(SEED.child("x")).normal(0, 1, row.in().batch(4));
                Tensor y = net.apply(x, Context.training(SEED));
                assertThat(y.shape()).isEqualTo(row.net().out(row.in()).batch(4));
                y.square().mean().backward();
                for (Parameters.Entry entry : home.entries()) {
                    assertThat(home.gradient(entry.name()).abs().max().item())
                            .as(entry.name())
                            .isPositive()
                            .isFinite();
                }
            }
        }
        LayerJson letters = LayerJson.standard().with(NatureDqn.class, GridDqn.class);
        assertThat(letters.readLayer(letters.write(row.net()))).isEqualTo(row.net());
    }

    @Test
    void a_game_without_a_choice_is_refused() {
        assertThatThrownBy(() -> new NatureDqn(1))
                .hasMessage(
                        "NatureDqn needs at least two actions. Received: actions=1. Space Invaders"
                                + " has 6.");
        assertThatThrownBy(() -> new GridDqn(1, 1, 0)).hasMessageContaining("actions=0");
    }
}
