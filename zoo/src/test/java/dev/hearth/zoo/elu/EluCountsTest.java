package dev.hearth.zoo.elu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.MaxPool2d;
import dev.hearth.nn.layers.Relu;
import dev.hearth.nn.layers.Stages;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The papers' sizes, counted from the letters, without libtorch. */
class EluCountsTest {

    private static final Shape MNIST = new Shape.Image(1, 28, 28);
    private static final Shape CIFAR = new Shape.Image(3, 32, 32);
    private static final List<Double> DROPS = List.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.0);

    private static long layers(Layer net, Shape in, Class<? extends Layer> kind) {
        return Stages.of(net, in, Stages.Detail.PARTS).rows().stream()
                .filter(row -> kind.isInstance(row.layer()))
                .mapToLong(Stages.Stage::times)
                .sum();
    }

    @Test
    void the_mnist_net_has_217354_parameters() {
        Layer net = new EluMnist(8, 128, 10, new Elu());
        // 784·128 + 7·128·128 + 128·10 weights, and a bias for each of 8·128 + 10 sums.
        Complexity cost = net.cost(MNIST);
        assertThat(cost.parameters()).isEqualTo(217_354);
        assertThat(cost.multiplyAdds()).isEqualTo(217_354 - (8 * 128 + 10));
        assertThat(cost.state()).isZero();
        assertThat(net.out(MNIST)).isEqualTo(new Shape.Vector(10));
        assertThat(net.out(new Shape.Vector(784))).isEqualTo(new Shape.Vector(10));
        assertThat(layers(net, MNIST, Linear.class)).isEqualTo(9);
        assertThat(layers(net, MNIST, Elu.class)).isEqualTo(8);
    }

    @Test
    void the_autoencoder_has_2_84_million_parameters() {
        Layer net = new EluAutoencoder(784, new Elu());
        long half = 784 * 1000 + 1000 * 500 + 500 * 250 + 250 * 30;
        long sums = 2 * (1000 + 500 + 250) + 30 + 784;
        assertThat(net.cost(MNIST).parameters()).isEqualTo(2 * half + sums).isEqualTo(2_837_314);
        assertThat(net.cost(MNIST).multiplyAdds()).isEqualTo(2 * half);
        assertThat(net.out(MNIST)).isEqualTo(new Shape.Vector(784));
        assertThat(layers(net, MNIST, Linear.class)).isEqualTo(8);
        assertThat(layers(net, MNIST, Elu.class))
                .as("the code and the output are linear")
                .isEqualTo(6);
    }

    @Test
    void eleven_convolutions_cost_158_million_multiply_adds() {
        Layer net = new EluCifar11(1, 100, new Elu(), Normalization.NONE);
        Complexity cost = net.cost(CIFAR);
        assertThat(cost.parameters() / 1e6).isCloseTo(1.67, within(0.005));
        assertThat(cost.multiplyAdds() / 1e6).isCloseTo(158, within(0.5));
        assertThat(net.out(CIFAR)).isEqualTo(new Shape.Vector(100));
        assertThat(layers(net, CIFAR, Conv2d.class)).isEqualTo(11);
        assertThat(layers(net, CIFAR, MaxPool2d.class)).isEqualTo(5);
        assertThat(layers(net, CIFAR, Dropout.class)).isEqualTo(5);
        assertThat(layers(net, CIFAR, Elu.class)).isEqualTo(10);
    }

    @Test
    void a_quarter_of_the_width_costs_12_6_million() {
        Layer net = new EluCifar11(4, 100, new Elu(), Normalization.NONE);
        assertThat(net.cost(CIFAR).multiplyAdds() / 1e6).isCloseTo(12.6, within(0.05));
        assertThat(net.out(CIFAR)).isEqualTo(new Shape.Vector(100));
    }

    @Test
    void batch_norm_takes_the_place_of_biases() {
        long plain =
                new EluCifar11(1, 100, new Relu(), Normalization.NONE).cost(CIFAR).parameters();
        Complexity normed = new EluCifar11(1, 100, new Relu(), Normalization.BATCH).cost(CIFAR);
        long units = 192 + 192 + 240 + 240 + 260 + 260 + 280 + 280 + 300 + 300;
        assertThat(normed.parameters()).isEqualTo(plain + units);
        assertThat(normed.state()).isEqualTo(2 * units);
    }

    @Test
    void the_large_net_has_39_3_million_parameters() {
        Layer net = new EluCifar18(100, new Elu(), DROPS);
        Complexity cost = net.cost(CIFAR);
        assertThat(cost.parameters() / 1e6).isCloseTo(39.3, within(0.05));
        assertThat(cost.multiplyAdds() / 1e9).isCloseTo(1.5, within(0.05));
        assertThat(net.out(CIFAR)).isEqualTo(new Shape.Vector(100));
        assertThat(layers(net, CIFAR, Conv2d.class)).isEqualTo(19);
        assertThat(layers(net, CIFAR, Dropout.class)).isEqualTo(5);
    }

    @Test
    void the_imagenet_net_has_fifteen_layers_with_weights() {
        Layer net = new EluImageNet(1000, 2, new Elu());
        Shape in = new Shape.Image(3, 224, 224);
        assertThat(net.out(in)).isEqualTo(new Shape.Vector(1000));
        assertThat(layers(net, in, Conv2d.class) + layers(net, in, Linear.class)).isEqualTo(15);
        assertThat(layers(net, in, MaxPool2d.class)).isEqualTo(4);
        // The pyramid has 1 + 4 + 16 cells, whatever the image.
        Shape small = new Shape.Image(3, 64, 96);
        assertThat(net.cost(small).parameters()).isEqualTo(net.cost(in).parameters());
        assertThat(net.out(small)).isEqualTo(new Shape.Vector(1000));
    }

    @Test
    void what_no_net_can_be_made_of_is_refused() {
        assertThatThrownBy(() -> new EluMnist(0, 128, 10, new Elu()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "EluMnist needs layers from 1 to 10000. Received: layers=0. Give a count"
                                + " in that range.");
        assertThatThrownBy(() -> new EluCifar11(0, 10, new Elu(), Normalization.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "EluCifar11 needs a divisor from 1 to 192. Received: divisor=0. Use 1 for the"
                                + " paper's widths.");
        assertThatThrownBy(() -> new EluCifar18(10, new Elu(), List.of(0.5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "EluCifar18 needs seven dropout rates. Received: [0.5]. Use 0 where there is"
                                + " none.");
        assertThatThrownBy(
                        () ->
                                new EluCifar11(1, 10, new Elu(), Normalization.NONE)
                                        .out(new Shape.Vector(3072)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("Conv2d needs an image\\. Received: .+\\. .+\\.");
        assertThatThrownBy(
                        () ->
                                new EluCifar11(1, 10, new Elu(), Normalization.NONE)
                                        .out(new Shape.Image(3, 16, 16)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(". Received: ");
    }
}
