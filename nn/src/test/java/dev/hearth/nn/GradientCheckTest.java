package dev.hearth.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.init.Constant;
import dev.hearth.nn.layers.Activation;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.BatchNormScale;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.FixedCountDropout;
import dev.hearth.nn.layers.GaussianNoise;
import dev.hearth.nn.layers.LeakyRelu;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.Maxout;
import dev.hearth.nn.layers.MaxoutChannels;
import dev.hearth.nn.layers.Prelu;
import dev.hearth.nn.layers.Relu;
import dev.hearth.nn.layers.Rrelu;
import dev.hearth.nn.layers.ShiftedRelu;
import dev.hearth.nn.layers.Sigmoid;
import dev.hearth.nn.layers.SlopeSharing;
import dev.hearth.nn.layers.Softmax;
import dev.hearth.nn.layers.SpatialDropout;
import dev.hearth.nn.layers.Tanh;
import dev.hearth.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GradientCheckTest {

    private static final Shape VECTOR = new Shape.Vector(6);
    private static final Shape IMAGE = new Shape.Image(6, 2, 3);

    static Stream<Layer> anyShape() {
        return Stream.of(
                new Elu(),
                new Elu(0.5),
                new Relu(),
                new LeakyRelu(1.0 / 3),
                new ShiftedRelu(),
                new Prelu(SlopeSharing.SHARED),
                new Prelu(SlopeSharing.PER_CHANNEL, 0.1),
                new Rrelu(),
                new Tanh(),
                new Sigmoid(),
                new Softmax(),
                new BatchNorm(),
                new BatchNorm(0.001, 0.1, BatchNormScale.NO),
                new MaxoutChannels(3),
                new Dropout(0.5),
                new SpatialDropout(0.5),
                new FixedCountDropout(0.5),
                new GaussianNoise(0.2));
    }

    @ParameterizedTest
    @MethodSource("anyShape")
    void gradients_are_right_when_training(Layer layer) {
        GradientCheck.check(layer, VECTOR, 4, Context::training);
        GradientCheck.check(layer, IMAGE, 2, Context::training);
    }

    @ParameterizedTest
    @MethodSource("anyShape")
    void gradients_are_right_when_testing(Layer layer) {
        GradientCheck.check(layer, VECTOR, 4, Context::testing);
    }

    @Test
    void gradients_of_dense_layers_are_right() {
        GradientCheck.check(new Linear(3), VECTOR, 3, Context::training);
        GradientCheck.check(new Maxout(3, 2), VECTOR, 3, Context::training);
    }

    /** f(x) = x, but the backward pass is told that f′(x) = 0.95. */
    record WrongByInput() implements Activation {
        @Override
        public Forward build(Shape in, Parameters home) {
            return (x, pass) -> x.mul(0.95).add(x.detach().mul(0.05));
        }
    }

    /** f(x) = ax, but the backward pass is told that a stands still in one example of four. */
    record WrongByParameter() implements Activation {
        @Override
        public Forward build(Shape in, Parameters home) {
            Parameter a =
                    home.parameter("a", Role.SCALE, Constant.ONE, new Fans(1, 1), in.features());
            return (x, pass) -> {
                Tensor right = x.narrow(0, 0, 3).mul(a.in(pass));
                Tensor wrong = x.narrow(0, 3, 1).mul(a.in(pass).detach());
                return Tensor.concat(0, right, wrong);
            };
        }
    }

    @Test
    void a_wrong_gradient_is_caught() {
        assertThatThrownBy(
                        () -> GradientCheck.check(new WrongByInput(), VECTOR, 4, Context::training))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("WrongByInput[], input 0");
        assertThatThrownBy(
                        () ->
                                GradientCheck.check(
                                        new WrongByParameter(), VECTOR, 4, Context::training))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("WrongByParameter[], a 0");
    }

    /** Nothing but corners. */
    record Stairs() implements Activation {
        @Override
        public Forward build(Shape in, Parameters home) {
            return (x, pass) -> x.mul(1000).floor().div(10);
        }
    }

    @Test
    void a_layer_of_corners_does_not_pass_unchecked() {
        assertThatThrownBy(() -> GradientCheck.check(new Stairs(), VECTOR, 4, Context::training))
                .isInstanceOf(AssertionError.class);
    }
}
