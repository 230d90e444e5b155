package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.Trial;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Claim ELU-1 of the ELU paper (Clevert et al. 2015, §3), activation by activation. */
class EluClaimTest {

    private static final Seed SEED = new Seed(1);
    private static final float[] FAR = {-1e6f, -1e3f, -100, -30, -10, -3, -1, -0.1f, 0.1f, 1, 1e6f};

    private static float[] f(Layer layer, float... x) {
        return Trial.apply(layer, new Shape.Vector(x.length), x, Context.testing(new Seed(1)));
    }

    private static float[] slope(Layer layer, float... x) {
        try (var scope = Scope.open()) {
            Shape in = new Shape.Vector(x.length);
            Model net = Model.build(layer, in, Trial.SEED, Device.CPU);
            Tensor input = Tensor.of(x, 1, x.length).requireGrad();
            net.apply(input, Context.testing(new Seed(1))).sum().backward();
            return input.grad().orElseThrow().toFloats();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2})
    void elu_1_elu_is_x_or_alpha_times_e_to_the_x_less_1_and_saturates_at_minus_alpha(
            double alpha) {
        float[] y = f(new Elu(alpha), FAR);
        for (int i = 0; i < FAR.length; i++) {
            double expected = FAR[i] > 0 ? FAR[i] : alpha * Math.expm1(FAR[i]);
            assertThat((double) y[i]).isCloseTo(expected, within(1e-6 * Math.abs(expected)));
            assertThat((double) y[i]).isGreaterThanOrEqualTo(-alpha);
        }
        assertThat((double) y[0]).isEqualTo(-alpha);
        assertThat((double) y[4]).as("not attained at −10").isGreaterThan(-alpha);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2})
    void elu_1_elus_derivative_is_1_or_f_plus_alpha(double alpha) {
        float[] y = f(new Elu(alpha), FAR);
        float[] slopes = slope(new Elu(alpha), FAR);
        for (int i = 0; i < FAR.length; i++) {
            double expected = FAR[i] > 0 ? 1 : y[i] + alpha;
            assertThat((double) slopes[i]).isCloseTo(expected, within(1e-6));
        }
    }

    /** By itself, written over a convolution's result, and in one pass with a fully connected layer. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2})
    void elu_is_right_to_a_millionth_next_to_zero_fused_or_not(double alpha) {
        float[] x = {-1e-7f, -3e-7f, -1e-6f, -1e-5f, -1e-4f, -1e-3f, -1e-2f, -0.1f};
        Layer elu = new Elu(alpha);
        Layer conv = Layers.sequence(Layers.conv(1, 1).noBias(), elu);
        Layer linear = Layers.sequence(Layers.linear(1), elu);
        for (Layer net : List.of(Layers.sequence(elu), conv, linear)) {
            for (Context context : List.of(Context.testing(SEED), Context.training(SEED))) {
                Shape in = net == linear ? new Shape.Vector(1) : new Shape.Image(1, 1, 1);
                try (var scope = Scope.open()) {
                    Model model = Model.build(net, in, SEED, Device.CPU);
                    for (var each : model.parameters().entries()) {
                        try (var noGrad = NoGrad.open()) {
                            model.parameters()
                                    .value(each.name())
                                    .fillInPlace(each.role() == Role.WEIGHT ? 1 : 0);
                        }
                    }
                    Tensor input = Tensor.of(x, in.batch(x.length)).requireGrad();
                    Tensor y = model.apply(input, context);
                    y.sum().backward();
                    float[] found = y.toFloats();
                    float[] slopes = input.grad().orElseThrow().toFloats();
                    for (int i = 0; i < x.length; i++) {
                        double right = alpha * Math.expm1(x[i]);
                        assertThat((double) found[i]).isCloseTo(right, within(-1e-6 * right));
                        double slope = alpha * Math.exp(x[i]);
                        assertThat((double) slopes[i]).isCloseTo(slope, within(1e-6 * slope));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1.0 / 3})
    void elu_1_leaky_relu_goes_to_minus_infinity(double a) {
        float[] y = f(new LeakyRelu(a), FAR);
        assertThat(y[0]).isEqualTo((float) (a * -1e6), within(0.1f));
        assertThat(y[FAR.length - 1]).isEqualTo(1e6f);
        assertThat(f(new LeakyRelu(a), Float.NEGATIVE_INFINITY)[0])
                .isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(slope(new LeakyRelu(a), FAR)[0]).isEqualTo((float) a);
    }

    @Test
    void elu_1_prelu_and_rrelu_go_to_minus_infinity() {
        for (Layer layer : new Layer[] {new Prelu(SlopeSharing.SHARED), new Rrelu()}) {
            assertThat(f(layer, Float.NEGATIVE_INFINITY)[0]).isEqualTo(Float.NEGATIVE_INFINITY);
            assertThat(slope(layer, FAR)[0]).isPositive();
        }
    }

    @Test
    void elu_1_relu_never_goes_below_0() {
        float[] y = f(new Relu(), FAR);
        float[] slopes = slope(new Relu(), FAR);
        for (int i = 0; i < FAR.length; i++) {
            assertThat(y[i]).isEqualTo(Math.max(0, FAR[i]));
            assertThat(slopes[i]).isEqualTo(FAR[i] > 0 ? 1 : 0);
        }
    }

    @Test
    void elu_1_shifted_relu_stops_at_minus_1_with_a_corner() {
        float[] y = f(new ShiftedRelu(), FAR);
        for (int i = 0; i < FAR.length; i++) {
            assertThat(y[i]).isEqualTo(Math.max(-1, FAR[i]));
        }
        assertThat(slope(new ShiftedRelu(), -1.001f, -0.999f)).containsExactly(0, 1);
    }

    @Test
    void elu_1_tanh_and_sigmoid_saturate_on_both_sides() {
        assertThat(f(new Tanh(), -30, 0, 30)).containsExactly(-1, 0, 1);
        assertThat(f(new Sigmoid(), -200, 0, 200)).containsExactly(0, 0.5f, 1);
    }
}
