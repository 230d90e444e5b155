package dev.hearth.zoo.weightnorm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.MaxPool2d;
import dev.hearth.nn.layers.Stages;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WeightNormCifarTest {

    private static final Shape CIFAR = new Shape.Image(3, 32, 32);
    private static final Seed SEED = new Seed(4);

    static List<WeightNormCifar> small() {
        List<WeightNormCifar> nets = new ArrayList<>();
        for (WeightMode weights : WeightMode.values()) {
            for (BiasKind offset : BiasKind.values()) {
                nets.add(new WeightNormCifar(16, 10, weights, offset, Double.POSITIVE_INFINITY));
            }
        }
        nets.add(new WeightNormCifar(16, 10, WeightMode.NORMALIZED, BiasKind.BIAS, 1));
        return nets;
    }

    private static long count(Layer net, Class<? extends Layer> kind) {
        return Stages.of(net, CIFAR, Stages.Detail.PARTS).rows().stream()
                .filter(row -> kind.isInstance(row.layer()))
                .count();
    }

    @Test
    void the_published_net_has_1_41_million_parameters_and_399_million_multiply_adds() {
        Layer net = new WeightNormCifar(WeightMode.THEMSELVES, BiasKind.BIAS);
        Complexity cost = net.cost(CIFAR);
        long first = 27 * 96 + 2 * 864 * 96;
        long second = 864 * 192 + 2 * 1728 * 192;
        long third = 1728 * 192 + 2 * 192 * 192;
        long units = 3 * 96 + 6 * 192 + 10;
        assertThat(cost.parameters()).isEqualTo(first + second + third + 1920 + units);
        assertThat(cost.parameters() / 1e6).isCloseTo(1.41, within(0.005));
        assertThat(cost.multiplyAdds()).isEqualTo(1024 * first + 256 * second + 36 * third + 1920);
        assertThat(cost.multiplyAdds() / 1e6).isCloseTo(399, within(0.5));
        assertThat(net.out(CIFAR)).isEqualTo(new Shape.Vector(10));
        assertThat(count(net, Conv2d.class)).isEqualTo(9);
        assertThat(count(net, MaxPool2d.class)).isEqualTo(2);
        assertThat(count(net, Dropout.class)).isEqualTo(2);
    }

    @Test
    void the_arms_differ_by_what_normalisation_learns_and_keeps() {
        long units = 3 * 96 + 6 * 192 + 10;
        Complexity plain = new WeightNormCifar(WeightMode.THEMSELVES, BiasKind.BIAS).cost(CIFAR);
        assertThat(new WeightNormCifar(WeightMode.FIXED_GAIN, BiasKind.BIAS).cost(CIFAR))
                .isEqualTo(plain.plus(new Complexity(0, units, 0)));
        assertThat(new WeightNormCifar(WeightMode.NORMALIZED, BiasKind.BIAS).cost(CIFAR))
                .isEqualTo(plain.plus(new Complexity(units, 0, 0)));
        assertThat(
                        new WeightNormCifar(WeightMode.NORMALIZED, BiasKind.MEAN_ONLY_BATCH_NORM)
                                .cost(CIFAR))
                .isEqualTo(plain.plus(new Complexity(units, units, 0)));
        assertThat(new WeightNormCifar(WeightMode.THEMSELVES, BiasKind.BATCH_NORM).cost(CIFAR))
                .isEqualTo(plain.plus(new Complexity(units, 2 * units, 0)));
    }

    @Test
    void a_quarter_of_the_width_has_89_thousand_parameters_and_25_million_multiply_adds() {
        Complexity cost =
                new WeightNormCifar(
                                4,
                                10,
                                WeightMode.THEMSELVES,
                                BiasKind.BIAS,
                                Double.POSITIVE_INFINITY)
                        .cost(CIFAR);
        assertThat(cost.parameters() / 1e3).isCloseTo(89, within(0.5));
        assertThat(cost.multiplyAdds() / 1e6).isCloseTo(25, within(0.5));
    }

    @ParameterizedTest
    @MethodSource("small")
    void a_step_reaches_every_parameter_and_the_letter_survives(WeightNormCifar letter) {
        LayerJson letters = LayerJson.standard().with(WeightNormCifar.class);
        assertThat(letters.readLayer(letters.write(letter))).isEqualTo(letter);
        try (var scope = Scope.open()) {
            Model net = Model.build(letter, CIFAR, SEED, Device.CPU);
            Tensor x = RandomTensors.of(SEED).normal(0, 1, CIFAR.batch(6));
            net.initialize(x, Context.initializing(SEED).withNoise());
            Tensor labels = Tensor.of(new long[] {0, 1, 2, 3, 4, 5}, 6);
            double before = 0;
            double after = 0;
            for (int step = 0; step < 4; step++) {
                try (var turn = Scope.open()) {
                    net.parameters().clearGradients();
                    Tensor loss =
                            Functional.crossEntropy(
                                    net.apply(x, Context.training(SEED.child("same"))), labels, 0);
                    loss.backward();
                    before = step == 0 ? loss.item() : before;
                    after = loss.item();
                    if (step == 0) {
                        net.parameters().entries().forEach(entry -> checkReached(net, entry));
                    }
                    Tensor gradients = net.parameters().gradients();
                    net.parameters()
                            .values()
                            .addInPlace(gradients, -0.01 / gradients.norm().item());
                }
            }
            assertThat(after).isLessThan(before);
        }
    }

    private static void checkReached(Model net, Parameters.Entry entry) {
        assertThat(net.parameters().gradient(entry.name()).abs().max().item())
                .as(entry.name())
                .isPositive();
    }

    @Test
    void what_no_net_can_be_made_of_is_refused() {
        assertThatThrownBy(
                        () ->
                                new WeightNormCifar(
                                        0,
                                        10,
                                        WeightMode.NORMALIZED,
                                        BiasKind.BIAS,
                                        Double.POSITIVE_INFINITY))
                .hasMessage(
                        "WeightNormCifar needs a divisor from 1 to 96. Received: divisor=0. Use 1"
                                + " for the paper's widths.");
        assertThatThrownBy(
                        () -> new WeightNormCifar(1, 10, WeightMode.THEMSELVES, BiasKind.BIAS, 1))
                .hasMessage(
                        "WeightNormCifar needs a limit above 0, and normalised weights for a finite"
                                + " one. Received: limit=1.0 with THEMSELVES. Use"
                                + " Double.POSITIVE_INFINITY for none.");
    }
}
