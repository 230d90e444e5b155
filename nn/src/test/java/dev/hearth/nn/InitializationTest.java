package dev.hearth.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.Normal;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.FixedGain;
import dev.hearth.nn.layers.GainMode;
import dev.hearth.nn.layers.GaussianNoise;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.LeakyRelu;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.MeanOnlyBatchNorm;
import dev.hearth.nn.layers.Sequence;
import dev.hearth.nn.layers.Tap;
import dev.hearth.nn.layers.TransposedConv2d;
import dev.hearth.nn.layers.WeightNorm;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data-dependent initialisation (Salimans and Kingma 2016, §3). */
class InitializationTest {

    private static final Seed SEED = new Seed(9);
    private static final Shape IN = new Shape.Image(3, 12, 12);

    /** Ways to hold a weight, each of which can be set from data. */
    enum Way {
        AS_IT_IS(layer -> layer),
        NORMALIZED(WeightNorm::new),
        EXPONENTIAL(l -> new WeightNorm(l, GainMode.EXPONENTIAL, 1)),
        FIXED(FixedGain::new);

        private final UnaryOperator<Layer> around;

        Way(UnaryOperator<Layer> around) {
            this.around = around;
        }
    }

    static Stream<Way> ways() {
        return Stream.of(Way.values());
    }

    /** Deep, with pools, dropout, noise, branches, a shortcut and a transposed convolution. */
    private static Layer deep() {
        List<Layer> layers = new ArrayList<>();
        layers.add(new GaussianNoise(0.15));
        for (int i = 0; i < 12; i++) {
            layers.add(new Conv2d(8, 3));
            layers.add(new Tap("sum " + i));
            layers.add(new LeakyRelu(0.1));
        }
        layers.add(Layers.maxPool(2, 2));
        layers.add(new Dropout(0.5));
        layers.add(
                Layers.concat(
                        Layers.sequence(new Conv2d(5, 1), new Tap("sum a"), new Elu()),
                        Layers.sequence(
                                Layers.avgPool(3), new Conv2d(3, 3), new Tap("sum b"), new Elu())));
        layers.add(Layers.residual(0.5, Layers.sequence(new Conv2d(8, 3), new Tap("sum c"))));
        layers.add(new TransposedConv2d(6, 3).stride(2).groups(2));
        layers.add(new Tap("sum d"));
        layers.add(new LeakyRelu(0.1));
        layers.add(new Dropout(0.2));
        layers.add(Layers.globalAvgPool());
        layers.add(new Linear(7));
        layers.add(new Tap("sum e"));
        return new Sequence(layers);
    }

    private static Tensor images() {
        return RandomTensors.of(SEED.child("x")).normal(0.3, 1.7, IN.batch(64));
    }

    /** The greatest distance of a unit's mean from 0 and of its variance from 1. */
    private static double worst(Model net, Tensor x, Context pass, int taps) {
        List<Double> distances = new ArrayList<>();
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            net.apply(
                    x,
                    pass.observedBy(
                            (tap, sums) -> {
                                long[] over =
                                        sums.dimensions() == 4
                                                ? new long[] {0, 2, 3}
                                                : new long[] {0};
                                Tensor mean = sums.mean(Tensor.Keep.NOTHING, over);
                                Tensor variance = sums.variance(Tensor.Keep.NOTHING, over);
                                distances.add(mean.abs().max().item());
                                distances.add(variance.sub(1).abs().max().item());
                            }));
        }
        assertThat(distances).hasSize(2 * taps);
        return distances.stream().mapToDouble(d -> d).max().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void each_sum_of_a_deep_net_gets_mean_0_and_variance_1(Way way) {
        try (var scope = Scope.open()) {
            Model net = Model.build(way.around.apply(deep()), IN, SEED, Device.CPU);
            Tensor x = images();
            assertThat(worst(net, x, Context.testing(SEED), 17)).as("before").isGreaterThan(0.5);
            net.initialize(x, Context.initializing(SEED));
            assertThat(worst(net, x, Context.testing(SEED), 17)).isLessThan(1e-4);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void with_noise_the_figures_are_those_of_the_noisy_pass(Way way) {
        try (var scope = Scope.open()) {
            Model net = Model.build(way.around.apply(deep()), IN, SEED, Device.CPU);
            Tensor x = images();
            assertThat(worst(net, x, Context.initializing(SEED).withNoise(), 17)).isLessThan(1e-4);
            assertThat(worst(net, x, Context.testing(SEED), 17)).isGreaterThan(0.01);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void gains_and_biases_agree_with_pytorch(int number) {
        try (var scope = Scope.open()) {
            ReferenceCase given = ReferenceCase.all("weight_normalization.json").get(number);
            Tensor x = given.tensor("x");
            boolean linear = x.dimensions() == 2;
            Shape in = linear ? new Shape.Vector(7) : new Shape.Image(3, 6, 6);
            Model net =
                    Model.build(
                            new WeightNorm(linear ? new Linear(4) : new Conv2d(4, 3)),
                            in,
                            SEED,
                            Device.CPU);
            Parameters home = net.parameters();
            home.value("weight.direction").copyInPlace(given.tensor("v"));
            net.initialize(x, Context.initializing(SEED));
            ReferenceCase.agrees("g", home.value("weight.gain"), given.tensor("g"), 0.1);
            ReferenceCase.agrees("b", home.value("bias"), given.tensor("bias"), 0.1);
            ReferenceCase.agrees(
                    "preactivation",
                    net.apply(x, Context.testing(SEED)),
                    given.tensor("preactivation"),
                    0.1);
        }
    }

    @Test
    void a_mean_only_batch_norm_takes_the_mean_where_there_is_no_bias() {
        try (var scope = Scope.open()) {
            Layer layer =
                    Layers.sequence(
                            new WeightNorm(new Conv2d(5, 3).noBias()),
                            new MeanOnlyBatchNorm(),
                            new Tap("sum"));
            Model net = Model.build(layer, IN, SEED, Device.CPU);
            net.initialize(images(), Context.initializing(SEED));
            assertThat(worst(net, images(), Context.training(SEED), 1)).isLessThan(1e-4);
            assertThat(net.parameters().value("1.shift").toFloats()).containsOnly(0);
        }
    }

    @Test
    void all_ways_compute_the_same_once_they_are_set_from_equal_weights() {
        Layer linear = new Linear(3, Bias.YES, new Normal(0.05), Constant.ZERO);
        Shape in = new Shape.Vector(6);
        float[] weights = Trial.normal(3, 18);
        List<float[]> outputs = new ArrayList<>();
        try (var scope = Scope.open()) {
            Tensor x = RandomTensors.of(SEED).normal(0, 1, 20, 6);
            for (Way way : Way.values()) {
                Model net = Model.build(way.around.apply(linear), in, SEED, Device.CPU);
                String name = net.parameters().entries().get(0).name();
                net.parameters().value(name).copyInPlace(weights);
                net.initialize(x, Context.initializing(SEED));
                outputs.add(net.apply(x, Context.testing(SEED)).toFloats());
            }
        }
        for (float[] output : outputs) {
            for (int i = 0; i < output.length; i++) {
                assertThat(output[i]).isCloseTo(outputs.get(0)[i], within(1e-5f));
            }
        }
    }

    @Test
    void it_refuses_a_pass_for_something_else_and_sums_that_do_not_vary() {
        try (var scope = Scope.open()) {
            Model net = Model.build(new Linear(2), new Shape.Vector(2), SEED, Device.CPU);
            Tensor same = Tensor.ones(3, 2);
            assertThatThrownBy(() -> net.initialize(same, Context.training(SEED)))
                    .hasMessage(
                            "Data-dependent initialisation needs a pass of its own. Received:"
                                    + " TRAINING. Use Context.initializing(seed).");
            float[] before = net.parameters().values().toFloats();
            assertThatThrownBy(() -> net.initialize(same, Context.initializing(SEED)))
                    .hasMessageMatching(
                            "Data-dependent initialisation needs a batch over which each unit's sum"
                                    + " varies\\. Received: a unit with variance 0\\.0 over"
                                    + " Tensor\\[3×2\\] FLOAT32\\. Use more and different examples,"
                                    + " and weights that do not begin at zero\\.");
            assertThat(net.parameters().values().toFloats()).containsExactly(before);
        }
    }
}
