package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FusedDenseTest {

    private static final Shape IN = new Shape.Image(2, 3, 3);
    private static final Shape VECTOR = new Shape.Vector(18);
    private static final Seed SEED = new Seed(5);

    static Stream<Layer> nets() {
        Linear bare = new Linear(6, Bias.NO, new HeNormal(), Constant.ZERO);
        return Stream.of(
                net(new Linear(7), new Elu(), new Linear(5)),
                net(new Linear(7), new Elu(0.5), bare, new Relu(), new Linear(5)),
                net(new Linear(7), new LeakyRelu(0.1), new Linear(6), new LeakyRelu(0)),
                net(new Linear(7), new Tap("a"), new Elu(), new Tap("b"), new Linear(5)),
                net(new Linear(7), new Elu(), new Relu(), new Linear(5)),
                net(new Linear(7), new Elu(), new Linear(6), new Tanh(), new Linear(5)),
                net(bare, bare, new Elu()),
                net(new Maxout(4, 3), new Maxout(5, 2), new Linear(2)),
                net(
                        new Dropout(0.2),
                        new Maxout(40, 5),
                        new Dropout(0.5),
                        new Maxout(40, 5),
                        new Dropout(0.5),
                        new Linear(1)),
                net(new Linear(6), new Relu(), new MaxoutChannels(3), new Relu(), new Dropout(0.5)),
                net(new Dropout(0), new Dropout(0.5), new Linear(4), new Dropout(0.1), new Elu()));
    }

    private static Layer net(Layer... layers) {
        Layer[] all = new Layer[layers.length + 1];
        all[0] = new Flatten();
        System.arraycopy(layers, 0, all, 1, layers.length);
        return Layers.sequence(all);
    }

    /** What a pass gives, and what comes back. */
    private record Outcome(float[] result, float[] gradients) {

        static Outcome of(Layer layer, Context pass, int times) {
            try (var scope = Scope.open()) {
                Model net = Model.build(layer, IN, SEED, Device.CPU);
                Tensor x = input();
                for (int i = 0; i < times - 1; i++) {
                    net.apply(x, pass).square().sum().backward();
                }
                Tensor y = net.apply(x, pass);
                y.square().sum().backward();
                return new Outcome(y.toFloats(), net.parameters().gradients().toFloats());
            }
        }
    }

    private static Tensor input() {
        return RandomTensors.of(SEED.child("x")).normal(0, 1, 4, 2, 3, 3);
    }

    private static Context recorded() {
        return Context.training(SEED).observedBy((tap, x) -> {});
    }

    @ParameterizedTest
    @MethodSource("nets")
    void numbers_and_gradients_are_those_of_the_layers_one_by_one(Layer layer) {
        for (int times = 1; times <= 2; times++) {
            Outcome one = Outcome.of(layer, recorded(), times);
            Outcome stretch = Outcome.of(layer, Context.training(SEED), times);
            assertClose(stretch.result(), one.result());
            assertClose(stretch.gradients(), one.gradients());
            assertThat(one.gradients())
                    .as("there is something to compare")
                    .isNotEqualTo(new float[one.gradients().length]);
        }
    }

    private static void assertClose(float[] came, float[] wanted) {
        float size = 0;
        for (float value : wanted) {
            size = Math.max(size, Math.abs(value));
        }
        assertThat(came).hasSameSizeAs(wanted);
        for (int i = 0; i < came.length; i++) {
            assertThat(came[i]).as("at " + i).isCloseTo(wanted[i], within(1e-5f * size));
        }
    }

    @Test
    void the_same_pass_gives_the_same_bits() {
        Layer layer = net(new Linear(64), new Elu(), new Linear(64), new Elu(), new Linear(10));
        Outcome first = Outcome.of(layer, Context.training(SEED), 2);
        Outcome second = Outcome.of(layer, Context.training(SEED), 2);
        assertThat(second.result()).isEqualTo(first.result());
        assertThat(second.gradients()).isEqualTo(first.gradients());
    }

    /** What comes back to the input and to the parameters. */
    private static float[][] gradients(Layer layer, boolean recorded, int spared) {
        try (var scope = Scope.open()) {
            Model net = Model.build(layer, VECTOR, SEED, Device.CPU);
            Tensor leaf = input().flatten(1).detach().requireGrad();
            Tensor x = leaf.mul(2);
            Context pass = recorded ? recorded() : Context.training(SEED);
            pass.spare(x, spared);
            net.apply(x, pass).square().sum().add(x.sum()).backward();
            return new float[][] {
                leaf.grad().orElseThrow().toFloats(), net.parameters().gradients().toFloats()
            };
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void an_input_that_wants_a_gradient_gets_it(Layer layer) {
        float[][] one = gradients(layer, true, 0);
        float[][] stretch = gradients(layer, false, 0);
        assertClose(stretch[0], one[0]);
        assertClose(stretch[1], one[1]);
    }

    @ParameterizedTest
    @MethodSource("nets")
    void what_is_spared_is_the_first_examples_input_alone(Layer layer) {
        float[][] one = gradients(layer, true, 0);
        float[][] stretch = gradients(layer, false, 3);
        assertClose(stretch[1], one[1]);
        assertClose(Arrays.copyOfRange(stretch[0], 54, 72), Arrays.copyOfRange(one[0], 54, 72));
        float[] aside = new float[54];
        Arrays.fill(aside, 2);
        assertThat(Arrays.copyOf(stretch[0], 54)).isEqualTo(aside);
    }

    @Test
    void an_input_s_gradient_is_that_of_finite_differences() {
        Layer layer =
                net(
                        new Dropout(0.2),
                        new Maxout(4, 3),
                        new Dropout(0.5),
                        new Linear(2),
                        new Tanh());
        float[] came = gradients(layer, false, 0)[0];
        try (var scope = Scope.open()) {
            Model net = Model.build(layer, VECTOR, SEED, Device.CPU);
            float[] at = input().flatten(1).toFloats();
            float step = 1e-3f;
            for (int i = 0; i < at.length; i++) {
                double[] sums = new double[2];
                for (int side = 0; side < 2; side++) {
                    float[] moved = at.clone();
                    moved[i] += (2 * side - 1) * step;
                    Tensor x = Tensor.of(moved, 4, 18).mul(2);
                    Tensor y = net.apply(x, recorded()).to(DType.FLOAT64);
                    sums[side] = y.square().sum().item() + x.to(DType.FLOAT64).sum().item();
                }
                double difference = (sums[1] - sums[0]) / (2 * step);
                assertThat((double) came[i]).as("at " + i).isCloseTo(difference, within(1e-2));
            }
        }
    }

    @Test
    void nothing_is_cut_where_nothing_is_recorded() {
        try (var scope = Scope.open()) {
            Model net =
                    Model.build(net(new Linear(3), new Elu(), new Linear(2)), IN, SEED, Device.CPU);
            try (var quiet = NoGrad.open()) {
                assertThat(net.apply(input(), Context.training(SEED)).wantsGrad()).isFalse();
            }
            assertThat(net.apply(input(), Context.training(SEED)).wantsGrad()).isTrue();
        }
    }
}
