package dev.hearth.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.activation.Activation;
import dev.hearth.nn.activation.Elu;
import dev.hearth.nn.activation.LeakyRelu;
import dev.hearth.nn.activation.Prelu;
import dev.hearth.nn.activation.Relu;
import dev.hearth.nn.activation.Rrelu;
import dev.hearth.nn.activation.Sharing;
import dev.hearth.nn.activation.ShiftedRelu;
import dev.hearth.nn.activation.Sigmoid;
import dev.hearth.nn.activation.Softmax;
import dev.hearth.nn.activation.Tanh;
import dev.hearth.nn.dense.Linear;
import dev.hearth.nn.dense.Maxout;
import dev.hearth.nn.dense.MaxoutChannels;
import dev.hearth.nn.dropout.Dropout;
import dev.hearth.nn.dropout.FeatureDropout;
import dev.hearth.nn.dropout.FixedCountDropout;
import dev.hearth.nn.dropout.GaussianNoise;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.norm.BatchNorm;
import dev.hearth.nn.norm.Scale;
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
                new Prelu(Sharing.SHARED),
                new Prelu(Sharing.PER_CHANNEL, 0.1),
                new Rrelu(),
                new Tanh(),
                new Sigmoid(),
                new Softmax(),
                new BatchNorm(),
                new BatchNorm(0.001, 0.1, Scale.NO),
                new MaxoutChannels(3),
                new Dropout(0.5),
                new FeatureDropout(0.5),
                new FixedCountDropout(0.5),
                new GaussianNoise(0.2));
    }

    @ParameterizedTest
    @MethodSource("anyShape")
    void gradients_are_right_when_training(Layer layer) {
        GradientCheck.check(layer, VECTOR, 4, Pass::training);
        GradientCheck.check(layer, IMAGE, 2, Pass::training);
    }

    @ParameterizedTest
    @MethodSource("anyShape")
    void gradients_are_right_when_testing(Layer layer) {
        GradientCheck.check(layer, VECTOR, 4, Pass::testing);
    }

    @Test
    void gradients_of_dense_layers_are_right() {
        GradientCheck.check(new Linear(3), VECTOR, 3, Pass::training);
        GradientCheck.check(new Maxout(3, 2), VECTOR, 3, Pass::training);
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
            Parameter a = home.learn("a", Role.SCALE, Constant.ONE, new Fans(1, 1), in.features());
            return (x, pass) -> {
                Tensor right = x.narrow(0, 0, 3).mul(a.in(pass));
                Tensor wrong = x.narrow(0, 3, 1).mul(a.in(pass).detach());
                return Tensor.concat(0, right, wrong);
            };
        }
    }

    @Test
    void a_wrong_gradient_is_caught() {
        assertThatThrownBy(() -> GradientCheck.check(new WrongByInput(), VECTOR, 4, Pass::training))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("WrongByInput[], input 0");
        assertThatThrownBy(
                        () ->
                                GradientCheck.check(
                                        new WrongByParameter(), VECTOR, 4, Pass::training))
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
        assertThatThrownBy(() -> GradientCheck.check(new Stairs(), VECTOR, 4, Pass::training))
                .isInstanceOf(AssertionError.class);
    }
}
