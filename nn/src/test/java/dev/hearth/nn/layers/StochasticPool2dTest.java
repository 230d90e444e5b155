package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import org.junit.jupiter.api.Test;

class StochasticPool2dTest {

    private static final Seed SEED = new Seed(5);

    private static Model net(StochasticPool2d pool, Shape in) {
        return Model.build(pool, in, SEED, Device.CPU);
    }

    @Test
    void cells_are_drawn_as_often_as_their_probabilities_say() {
        float[] cells = {1, 6, 0, -4, 3, 2, 0.5f, 7.5f, 0};
        double sum = 1 + 6 + 3 + 2 + 0.5 + 7.5;
        int draws = 40_000;
        try (var scope = Scope.open()) {
            Shape in = new Shape.Image(1, 3, 3);
            Tensor x = Tensor.of(cells, 1, 1, 3, 3).expand(draws, 1, 3, 3);
            float[] drawn =
                    net(new StochasticPool2d(3, 1), in).apply(x, Context.training(SEED)).toFloats();
            double chiSquare = 0;
            for (float cell : cells) {
                int count = 0;
                for (float value : drawn) {
                    count += value == cell ? 1 : 0;
                }
                double expected = draws * Math.max(0, cell) / sum;
                if (expected == 0) {
                    assertThat(count).as("draws of %s", cell).isZero();
                } else {
                    chiSquare += (count - expected) * (count - expected) / expected;
                }
            }
            // Six cells have a chance: 5 degrees of freedom, of which 1 in 1000 exceeds 20.5.
            assertThat(chiSquare).isLessThan(20.5);
        }
    }

    @Test
    void neighbours_channels_and_examples_are_drawn_independently() {
        try (var scope = Scope.open()) {
            Shape in = new Shape.Image(2, 2, 4);
            int draws = 20_000;
            Tensor x =
                    Tensor.of(new float[] {1, 1, 1, 1}, 1, 1, 1, 4)
                            .mul(Tensor.of(new float[] {1, 3}, 2, 1))
                            .expand(draws, 2, 2, 4);
            float[] y =
                    net(new StochasticPool2d(2, 2), in).apply(x, Context.training(SEED)).toFloats();
            // Each of the four results is 3 with probability 3/4; two of them together with 9/16.
            double both = 0.75 * 0.75;
            double sigma = Math.sqrt(both * (1 - both) / draws);
            int[][] pairs = {{0, 1}, {0, 2}, {1, 3}, {0, 4}};
            for (int[] pair : pairs) {
                int count = 0;
                for (int i = 0; i < draws - 1; i++) {
                    count += y[4 * i + pair[0]] == 3 && y[4 * i + pair[1]] == 3 ? 1 : 0;
                }
                assertThat(count / (double) (draws - 1))
                        .isBetween(both - 4 * sigma, both + 4 * sigma);
            }
        }
    }

    @Test
    void the_gradient_goes_to_the_drawn_cell() {
        try (var scope = Scope.open()) {
            Shape in = new Shape.Image(3, 5, 7);
            Tensor x = RandomTensors.of(SEED).uniform(0.1, 1, in.batch(2)).requireGrad();
            StochasticPool2d pool = new StochasticPool2d(2, 2).padding(Padding.SAME);
            Tensor y = net(pool, in).apply(x, Context.training(SEED));
            y.sum().backward();
            float[] values = x.toFloats();
            float[] gradient = x.grad().orElseThrow().toFloats();
            float[] drawn = y.toFloats();
            int k = 0;
            for (int image = 0; image < 6; image++) {
                for (int i = 0; i < 3; i++) {
                    for (int j = 0; j < 4; j++, k++) {
                        int ones = 0;
                        for (int row = 2 * i; row < Math.min(5, 2 * i + 2); row++) {
                            for (int column = 2 * j; column < Math.min(7, 2 * j + 2); column++) {
                                int cell = (image * 5 + row) * 7 + column;
                                boolean chosen = values[cell] == drawn[k];
                                assertThat(gradient[cell]).isEqualTo(chosen ? 1f : 0f);
                                ones += chosen ? 1 : 0;
                            }
                        }
                        assertThat(ones).isEqualTo(1);
                    }
                }
            }
        }
    }

    @Test
    void where_windows_overlap_gradients_add_up() {
        try (var scope = Scope.open()) {
            Shape in = new Shape.Image(1, 1, 5);
            // Zeros are never drawn, so each of the three windows draws the middle.
            Tensor x = Tensor.of(new float[] {0, 0, 2, 0, 0}, 1, 1, 1, 5).requireGrad();
            StochasticPool2d pool = new StochasticPool2d(new Window(1, 3, 1, 1, Padding.VALID));
            Tensor y = net(pool, in).apply(x, Context.training(SEED));
            assertThat(y.toFloats()).containsExactly(2, 2, 2);
            y.sum().backward();
            assertThat(x.grad().orElseThrow().toFloats()).containsExactly(0, 0, 3, 0, 0);
        }
    }

    @Test
    void windows_without_a_positive_activation_give_zero_and_no_gradient() {
        try (var scope = Scope.open()) {
            Shape in = new Shape.Image(1, 2, 4);
            Tensor x = Tensor.of(new float[] {0, 0, -1, -2, 0, 0, -3, 0}, 1, 1, 2, 4).requireGrad();
            for (Context pass : new Context[] {Context.training(SEED), Context.testing(SEED)}) {
                Tensor y = net(new StochasticPool2d(2, 2), in).apply(x, pass);
                assertThat(y.toFloats()).containsExactly(0, 0);
                y.sum().backward();
                assertThat(x.grad().orElseThrow().toFloats()).containsOnly(0);
            }
        }
    }

    @Test
    void other_seeds_draw_other_cells_and_testing_draws_none() {
        try (var scope = Scope.open()) {
            Shape in = new Shape.Image(2, 8, 8);
            Tensor x = RandomTensors.of(SEED).uniform(0, 1, in.batch(2));
            Model net = net(new StochasticPool2d(2, 2), in);
            float[] one = net.apply(x, Context.training(SEED.child(1))).toFloats();
            float[] other = net.apply(x, Context.training(SEED.child(2))).toFloats();
            assertThat(one).isNotEqualTo(other);
            assertThat(net.apply(x, Context.testing(SEED.child(1))).toFloats())
                    .isEqualTo(net.apply(x, Context.testing(SEED.child(2))).toFloats())
                    .isEqualTo(net.apply(x, Context.initializing(SEED)).toFloats());
        }
    }
}
