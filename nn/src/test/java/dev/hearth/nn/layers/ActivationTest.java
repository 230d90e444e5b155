package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.Trial;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationTest {

    @Test
    void prelu_has_a_slope_a_channel_of_an_image() {
        Shape in = new Shape.Image(2, 2, 2);
        float[] x = {-1, -2, 3, -4, -5, 6, -7, -8};
        float[] y =
                Trial.apply(
                        new Prelu(SlopeSharing.PER_CHANNEL),
                        in,
                        x,
                        Context.training(new Seed(1)),
                        home -> home.value("slope").copyInPlace(new float[] {0.5f, 2}));
        assertThat(y).containsExactly(-0.5f, -1, 3, -2, -10, 6, -14, -16);
    }

    @Test
    void prelu_announces_what_it_learns() {
        Shape in = new Shape.Image(5, 2, 2);
        assertThat(new Prelu(SlopeSharing.SHARED).cost(in)).isEqualTo(new Complexity(1, 0, 0));
        assertThat(new Prelu(SlopeSharing.PER_CHANNEL).cost(in)).isEqualTo(new Complexity(5, 0, 0));
        try (var scope = Scope.open()) {
            Model net =
                    Model.build(
                            new Prelu(SlopeSharing.PER_CHANNEL, 0.125),
                            in,
                            new Seed(1),
                            Device.CPU);
            assertThat(net.parameters().entries())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.role()).isEqualTo(Role.SLOPE));
            assertThat(net.parameters().value("slope").toFloats())
                    .containsExactly(0.125f, 0.125f, 0.125f, 0.125f, 0.125f);
        }
    }

    @Test
    void rrelu_draws_a_slope_for_each_number_when_training() {
        int count = 10_000;
        Shape in = new Shape.Vector(count);
        float[] x = new float[count];
        java.util.Arrays.fill(x, -1);
        float[] y = Trial.apply(new Rrelu(), in, x, Context.training(new Seed(3)));
        double sum = 0;
        double squares = 0;
        for (float value : y) {
            assertThat(-value).isBetween(0.125f, 1 / 3f);
            sum -= value;
            squares += (double) value * value;
        }
        double mean = sum / count;
        double variance = squares / count - mean * mean;
        double width = 1.0 / 3 - 1.0 / 8;
        double error = width / Math.sqrt(12 * count);
        assertThat(mean).isCloseTo(11.0 / 48, within(4 * error));
        assertThat(variance).isCloseTo(width * width / 12, within(0.05 * width * width / 12));
        assertThat(Trial.apply(new Rrelu(), in, x, Context.training(new Seed(3)))).isEqualTo(y);
        assertThat(Trial.apply(new Rrelu(), in, x, Context.training(new Seed(4)))).isNotEqualTo(y);
    }

    @Test
    void rrelu_keeps_what_is_positive_and_is_still_when_testing() {
        Shape in = new Shape.Vector(3);
        float[] x = {0, 2, 5};
        assertThat(Trial.apply(new Rrelu(), in, x, Context.training(new Seed(1)))).isEqualTo(x);
        float[] y =
                Trial.apply(
                        new Rrelu(0, 0.5),
                        in,
                        new float[] {-4, -8, 1},
                        Context.testing(new Seed(1)));
        assertThat(y).containsExactly(-1, -2, 1);
    }

    @Test
    void softmax_agrees_with_its_formula_and_sums_to_one_over_channels() {
        Shape in = new Shape.Image(3, 2, 2);
        float[] x = Trial.normal(7, 12);
        float[] y = Trial.apply(new Softmax(), in, x, Context.testing(new Seed(1)));
        for (int place = 0; place < 4; place++) {
            double sum = 0;
            for (int channel = 0; channel < 3; channel++) {
                sum += Math.exp(x[channel * 4 + place]);
            }
            for (int channel = 0; channel < 3; channel++) {
                double expected = Math.exp(x[channel * 4 + place]) / sum;
                assertThat((double) y[channel * 4 + place]).isCloseTo(expected, within(1e-6));
            }
        }
    }

    @Test
    void tanh_and_sigmoid_agree_with_their_formulas() {
        float[] x = Trial.normal(8, 50);
        Shape in = new Shape.Vector(50);
        float[] tanh = Trial.apply(new Tanh(), in, x, Context.testing(new Seed(1)));
        float[] sigmoid = Trial.apply(new Sigmoid(), in, x, Context.testing(new Seed(1)));
        for (int i = 0; i < x.length; i++) {
            assertThat((double) tanh[i]).isCloseTo(Math.tanh(x[i]), within(1e-6));
            assertThat((double) sigmoid[i]).isCloseTo(1 / (1 + Math.exp(-x[i])), within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, 2, Double.NaN})
    void leaky_relu_refuses_a_slope_outside_of_0_to_1(double slope) {
        assertThatThrownBy(() -> new LeakyRelu(slope))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "LeakyRelu needs 0 ≤ slope < 1. Received: slope="
                                + slope
                                + ". Use 0.1 or 1/3 as in the papers, or Prelu to learn it.");
    }

    @Test
    void rrelu_and_prelu_refuse_what_they_cannot_use() {
        assertThatThrownBy(() -> new Rrelu(0.3, 0.3))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Rrelu needs 0 ≤ lower < upper < 1. Received: lower=0.3, upper=0.3. Use 1/8"
                                + " and 1/3 as in the paper, or LeakyRelu for one slope.");
        assertThatThrownBy(() -> new Rrelu(-0.1, 0.3)).hasMessageContaining("lower=-0.1");
        assertThatThrownBy(() -> new Rrelu(3, 8)).hasMessageContaining("upper=8.0");
        assertThatThrownBy(() -> new Prelu(SlopeSharing.SHARED, Double.NaN))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Prelu needs a finite slope to begin with. Received: slope=NaN. Use 0.25 as"
                                + " in the paper.");
    }
}
