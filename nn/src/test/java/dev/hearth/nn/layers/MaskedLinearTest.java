package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskedLinearTest {

    private static final Seed SEED = new Seed(3);
    private static final List<Integer> FROM = List.of(0, 2, 1, 3);
    private static final List<Integer> TO = List.of(2, 0, 3, 1);
    private static final Layer LETTER = new MaskedLinear(FROM, TO);
    private static final Shape IN = new Shape.Vector(4);

    @Test
    void an_output_sees_the_inputs_whose_degree_is_not_above_its_own() {
        for (Layer letter : List.of(LETTER, new WeightNorm(LETTER))) {
            try (var room = Scope.open()) {
                Model net = Model.build(letter, IN, SEED, Device.CPU);
                float[] still = net.apply(Tensor.zeros(1, 4), Context.testing(SEED)).toFloats();
                for (int i = 0; i < 4; i++) {
                    float[] unit = new float[4];
                    unit[i] = 1;
                    Tensor x = Tensor.of(unit, 1, 4);
                    float[] moved = net.apply(x, Context.testing(SEED)).toFloats();
                    for (int j = 0; j < 4; j++) {
                        assertThat(moved[j] != still[j])
                                .as("output %s of input %s", j, i)
                                .isEqualTo(FROM.get(i) <= TO.get(j));
                    }
                }
            }
        }
    }

    @Test
    void hidden_directions_stay_zero_while_the_seen_ones_learn() {
        try (var room = Scope.open()) {
            Model net = Model.build(new WeightNorm(LETTER), IN, SEED, Device.CPU);
            Tensor x = RandomTensors.of(SEED.child("x")).normal(0, 1, 20, 4);
            net.initialize(x, Context.initializing(SEED));
            net.apply(x, Context.training(SEED)).square().exp().mean().backward();
            float[] direction = net.parameters().value("weight.direction").toFloats();
            float[] gradient = net.parameters().gradient("weight.direction").toFloats();
            for (int j = 0; j < 4; j++) {
                for (int i = 0; i < 4; i++) {
                    boolean seen = FROM.get(i) <= TO.get(j);
                    assertThat(direction[4 * j + i] != 0).isEqualTo(seen);
                    // A unit with one input has a direction that cannot turn.
                    if (!seen) {
                        assertThat(gradient[4 * j + i]).isZero();
                    } else if (TO.get(j) > 0) {
                        assertThat(gradient[4 * j + i]).isNotZero();
                    }
                }
            }
        }
    }

    @Test
    void counts_what_is_seen_and_refuses_what_sees_nothing() {
        // 3 + 1 + 4 + 2 weights of 16 are seen.
        assertThat(LETTER.cost(IN)).isEqualTo(new Complexity(20, 0, 10));
        assertThatThrownBy(() -> new MaskedLinear(List.of(1, 2), List.of(0, 1)))
                .hasMessage(
                        "MaskedLinear needs outputs that see at least one input each. Received:"
                                + " from=[1, 2], to=[0, 1]. Give no output a degree below the least"
                                + " of the inputs'.");
        assertThatThrownBy(() -> LETTER.out(new Shape.Vector(5)))
                .hasMessageContaining("needs an input for each of 4 degrees. Received: ");
    }
}
