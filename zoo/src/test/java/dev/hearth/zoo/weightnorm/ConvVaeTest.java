package dev.hearth.zoo.weightnorm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Linear;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConvVaeTest {

    private static final Shape MNIST = new Shape.Image(1, 28, 28);
    private static final Shape CIFAR = new Shape.Image(3, 32, 32);
    private static final Seed SEED = new Seed(5);

    @Test
    void shapes_and_counts_follow_from_the_letters() {
        assertThat(new ConvVae(28, 1, 32, 1).out(MNIST)).isEqualTo(new Shape.Vector(784 + 64));
        assertThat(new ConvVae(32, 6, 64, 1).out(CIFAR)).isEqualTo(new Shape.Vector(6144 + 128));
        long blocks16 = 4 * (16 * 16 * 9 + 16);
        long blocks32 = 4 * (32 * 32 * 9 + 32);
        long encoder =
                (16 * 9 + 16)
                        + blocks16
                        + (32 * 16 * 9 + 32)
                        + blocks32
                        + (32 * 32 * 9 + 32)
                        + blocks32
                        + (450 * 1568 + 450)
                        + (64 * 450 + 64);
        long decoder =
                (450 * 32 + 450)
                        + (1568 * 450 + 1568)
                        + blocks32
                        + (32 * 32 * 16 + 32)
                        + blocks32
                        + (32 * 16 * 16 + 16)
                        + blocks16
                        + (16 * 9 + 1);
        assertThat(new ConvVae(28, 1, 32, 1).cost(MNIST).parameters()).isEqualTo(encoder + decoder);
    }

    @Test
    void gives_the_announced_shape_reaches_every_parameter_and_travels() {
        Layer small = new ConvVae(28, 1, 5, 8);
        for (Layer letter : List.of(small, Layers.weightNorm(small))) {
            try (var run = Scope.open()) {
                Model net = Model.build(letter, MNIST, SEED, Device.CPU);
                Parameters home = net.parameters();
                assertThat(home.count()).isEqualTo(letter.cost(MNIST).parameters());
                Tensor x = RandomTensors.of(SEED.child("x")).normal(0, 1, MNIST.batch(3));
                Tensor y = net.apply(x, Context.training(SEED));
                assertThat(y.shape()).containsExactly(3, 784 + 10);
                y.square().mean().backward();
                for (Parameters.Entry entry : home.entries()) {
                    assertThat(home.gradient(entry.name()).abs().max().item())
                            .as(entry.name())
                            .isPositive()
                            .isFinite();
                }
            }
            LayerJson letters =
                    LayerJson.standard().with(ConvVae.class, VariationalAutoencoder.class);
            assertThat(letters.readLayer(letters.write(letter))).isEqualTo(letter);
        }
    }

    private static Layer constant(int units, double weight) {
        return new Linear(units, Bias.YES, new Constant(weight), Constant.ZERO);
    }

    @Test
    void the_code_is_drawn_around_its_mean_with_its_deviation_and_anew_in_every_pass() {
        Layer encoder = Layers.sequence(Layers.flatten(), constant(2, 0));
        Layer decoder = constant(1, 1);
        try (var run = Scope.open()) {
            Model net =
                    Model.build(
                            new VariationalAutoencoder(encoder, decoder, 1),
                            MNIST,
                            SEED,
                            Device.CPU);
            List<Parameters.Entry> entries = net.parameters().entries();
            String bias =
                    entries.stream()
                            .map(Parameters.Entry::name)
                            .filter(name -> name.startsWith("encoder") && name.endsWith("bias"))
                            .findFirst()
                            .orElseThrow();
            net.parameters().value(bias).copyInPlace(new float[] {3, (float) (2 * Math.log(0.5))});
            Tensor x = Tensor.zeros(20_000, 1, 28, 28);
            Tensor out = net.apply(x, Context.testing(SEED)).detach();
            Tensor z = out.narrow(1, 0, 1);
            assertThat(z.mean().item()).isCloseTo(3, within(5 * 0.5 / Math.sqrt(20_000)));
            assertThat(z.variance(Tensor.Keep.NOTHING, 0, 1).sqrt().item())
                    .isCloseTo(0.5, within(0.02));
            float[] again = net.apply(x, Context.testing(SEED)).toFloats();
            assertThat(again).isEqualTo(out.toFloats());
            assertThat(net.apply(x, Context.testing(new Seed(6))).toFloats()).isNotEqualTo(again);
        }
    }

    @Test
    void what_does_not_fit_is_refused() {
        assertThatThrownBy(() -> new ConvVae(30, 1, 8, 1))
                .hasMessageContaining("Received: side=30,");
        assertThatThrownBy(
                        () ->
                                new VariationalAutoencoder(new Linear(3), new Linear(3), 2)
                                        .out(new Shape.Vector(4)))
                .hasMessage(
                        "VariationalAutoencoder needs an encoder that ends in means and log variances, 4"
                                + " numbers. Received: 3. End it in a Linear of so many units.");
        assertThatThrownBy(() -> new VariationalAutoencoder(new Linear(3), new Linear(3), 0))
                .hasMessageContaining("latent=0");
    }
}
