package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.nn.GradientCheck;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.Trial;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weight normalisation with g = e^{c·s}. */
class LogarithmicGainTest {

    private static final Seed SEED = new Seed(1);
    private static final Shape IN = new Shape.Vector(5);
    private static final int UNITS = 3;

    private static WeightNorm normed(double c) {
        return WeightNorm.logarithmic(new Linear(UNITS), c);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 1, 3})
    void gradients_agree_with_differences(double c) {
        GradientCheck.check(normed(c), IN, 3, Context::training);
        GradientCheck.check(
                WeightNorm.logarithmic(new Conv2d(4, 3).groups(2), c),
                new Shape.Image(2, 4, 3),
                3,
                Context::training);
    }

    /** A twin: y = e^{c·s}·(v·x)/‖v‖ + b and ∂y/∂s = c·e^{c·s}·(v·x)/‖v‖, number by number. */
    @ParameterizedTest
    @ValueSource(doubles = {0.25, 1, 3})
    void outputs_and_gradients_are_those_of_the_formula(double c) {
        float[] x = Trial.normal(7, 5);
        try (var scope = Scope.open()) {
            Model net = Model.build(normed(c), IN, SEED, Device.CPU);
            Parameters parameters = net.parameters();
            parameters
                    .value("weight.gain")
                    .copyInPlace(Tensor.of(new float[] {0.3f, -0.2f, 0.1f}, UNITS));
            float[] v = parameters.value("weight.direction").toFloats();
            float[] s = parameters.value("weight.gain").toFloats();
            float[] b = parameters.value("bias").toFloats();
            Tensor y = net.apply(Tensor.of(x, 1, 5), Context.training(SEED));
            y.sum().backward();
            float[] came = y.toFloats();
            float[] bySeconds = parameters.gradient("weight.gain").toFloats();
            for (int unit = 0; unit < UNITS; unit++) {
                double square = 0;
                double product = 0;
                for (int i = 0; i < 5; i++) {
                    square += v[5 * unit + i] * (double) v[5 * unit + i];
                    product += v[5 * unit + i] * (double) x[i];
                }
                double scaled = Math.exp(c * s[unit]) * product / Math.sqrt(square);
                assertThat((double) came[unit]).isCloseTo(scaled + b[unit], within(1e-5));
                assertThat((double) bySeconds[unit]).isCloseTo(c * scaled, within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 1, 3})
    void it_begins_as_the_layer_would_and_is_folded_to_the_same(double c) {
        try (var scope = Scope.open()) {
            Model net = Model.build(normed(c), IN, SEED, Device.CPU);
            Tensor batch = Tensor.of(Trial.normal(7, 20), 4, 5);
            Tensor plain =
                    batch.matmul(net.parameters().value("weight.direction").transpose(0, 1))
                            .add(net.parameters().value("bias"));
            Tensor begun = net.apply(batch, Context.testing(SEED));
            assertThat(begun.sub(plain).abs().max().item()).isLessThan(1e-5);
            net.initialize(Tensor.of(Trial.normal(9, 60), 12, 5), Context.initializing(SEED));
            Tensor y = net.apply(Tensor.of(Trial.normal(9, 60), 12, 5), Context.testing(SEED));
            Tensor mean = y.mean(Tensor.Keep.NOTHING, 0);
            Tensor square = y.square().mean(Tensor.Keep.NOTHING, 0);
            for (int unit = 0; unit < UNITS; unit++) {
                assertThat((double) mean.toFloats()[unit]).isCloseTo(0, within(1e-5));
                assertThat((double) square.toFloats()[unit]).isCloseTo(1, within(1e-4));
            }
            Parameters.Entry weight =
                    Parameters.planned(new Linear(UNITS), IN).entries().stream()
                            .filter(entry -> entry.name().equals("weight"))
                            .findAny()
                            .orElseThrow();
            Map<String, float[]> parts =
                    Map.of(
                            "direction", net.parameters().value("weight.direction").toFloats(),
                            "gain", net.parameters().value("weight.gain").toFloats());
            float[] w = normed(c).weight(weight, parts).orElseThrow();
            float[] b = net.parameters().value("bias").toFloats();
            float[] first = Trial.normal(9, 60);
            for (int unit = 0; unit < UNITS; unit++) {
                double sum = b[unit];
                for (int i = 0; i < 5; i++) {
                    sum += w[5 * unit + i] * (double) first[i];
                }
                assertThat((double) y.toFloats()[unit]).isCloseTo(sum, within(1e-5));
            }
        }
    }

    /** A step of gradient descent changes log g by c² times what it does with c = 1. */
    @Test
    void the_scale_sets_how_fast_the_length_moves() {
        double[] moved = new double[2];
        double[] scales = {1, 3};
        for (int i = 0; i < 2; i++) {
            try (var scope = Scope.open()) {
                Model net = Model.build(normed(scales[i]), IN, SEED, Device.CPU);
                net.apply(Tensor.of(Trial.normal(7, 5), 1, 5), Context.training(SEED))
                        .sum()
                        .backward();
                float gradient = net.parameters().gradient("weight.gain").toFloats()[0];
                moved[i] = scales[i] * gradient;
            }
        }
        assertThat(moved[1] / moved[0]).isCloseTo(9, within(1e-3));
    }

    @Test
    void scales_that_are_none_are_refused() {
        for (double c : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> normed(c)).hasMessageContaining("logScale=" + c);
        }
        Layer inner = new Linear(2);
        assertThatThrownBy(() -> new WeightNorm(inner, GainMode.PLAIN, 1, 2))
                .hasMessage(
                        "WeightNorm needs a finite scale of the logarithm above 0, and 1 where g is"
                                + " learned itself. Received: gain=PLAIN, logScale=2.0. Use 1.");
    }
}
