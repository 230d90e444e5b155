package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.Trial;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import org.junit.jupiter.api.Test;

class MaxoutTest {

    @Test
    void a_naive_twin_agrees() {
        int inputs = 4;
        int units = 3;
        int pieces = 5;
        float[] x = Trial.normal(1, 2 * inputs);
        try (var scope = Scope.open()) {
            Maxout maxout = new Maxout(units, pieces);
            Shape in = new Shape.Vector(inputs);
            Model net = Model.build(maxout, in, new Seed(2), Device.CPU);
            Parameters home = net.parameters();
            home.value("bias").copyInPlace(Trial.normal(3, units * pieces));
            float[] w = home.value("weight").toFloats();
            float[] b = home.value("bias").toFloats();
            float[] y =
                    net.apply(Tensor.of(x, 2, inputs), Context.training(new Seed(1))).toFloats();
            for (int example = 0; example < 2; example++) {
                for (int unit = 0; unit < units; unit++) {
                    double greatest = Double.NEGATIVE_INFINITY;
                    for (int piece = 0; piece < pieces; piece++) {
                        int row = unit * pieces + piece;
                        double sum = b[row];
                        for (int i = 0; i < inputs; i++) {
                            sum += (double) w[row * inputs + i] * x[example * inputs + i];
                        }
                        greatest = Math.max(greatest, sum);
                    }
                    assertThat((double) y[example * units + unit])
                            .isCloseTo(greatest, within(1e-5));
                }
            }
            assertThat(home.count()).isEqualTo(maxout.cost(in).parameters());
        }
    }

    @Test
    void it_announces_what_the_gan_paper_uses() {
        Maxout first = new Maxout(240, 5);
        Shape in = new Shape.Vector(784);
        assertThat(first.out(in)).isEqualTo(new Shape.Vector(240));
        assertThat(first.cost(in)).isEqualTo(new Complexity(785 * 1200, 0, 784 * 1200));
    }

    @Test
    void channels_of_an_image_are_grouped_side_by_side() {
        Shape in = new Shape.Image(4, 1, 2);
        float[] x = {1, 8, 3, -4, -5, -6, -7, 0, 2, 2, 2, 1, 9, 9, 10, -9};
        float[] y = Trial.apply(new MaxoutChannels(2), in, x, Context.testing(new Seed(1)));
        assertThat(y).containsExactly(3, 8, -5, 0, 2, 2, 10, 9);
        assertThat(new MaxoutChannels(2).out(in)).isEqualTo(new Shape.Image(2, 1, 2));
        assertThat(new MaxoutChannels(4).out(new Shape.Vector(8))).isEqualTo(new Shape.Vector(2));
    }

    @Test
    void what_makes_no_sense_is_refused() {
        assertThatThrownBy(() -> new Maxout(240, 1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Maxout needs at least one unit of at least two pieces. Received: units=240,"
                                + " pieces=1. Use Linear for one piece.");
        assertThatThrownBy(() -> new Maxout(1 << 20, 1 << 20))
                .isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Maxout(2, 2).out(new Shape.Image(1, 2, 3)))
                .hasMessage(
                        "Maxout needs a vector. Received: an image of 1×2×3. Put Flatten before it.");
        assertThatThrownBy(() -> new MaxoutChannels(1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "MaxoutChannels needs at least two pieces. Received: pieces=1. Leave it out"
                                + " for one.");
        assertThatThrownBy(() -> new MaxoutChannels(3).cost(new Shape.Vector(8)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "MaxoutChannels needs a multiple of 3 features. Received: 8. Let the layer"
                                + " before give units × pieces.");
    }
}
