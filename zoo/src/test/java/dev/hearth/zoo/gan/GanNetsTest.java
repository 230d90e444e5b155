package dev.hearth.zoo.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.MaxPool2d;
import dev.hearth.nn.layers.Stages;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.zoo.gan.GanGenerator.Images;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The published nets, counted from the letters; narrow ones brought to life. */
class GanNetsTest {

    private static final Shape NOISE = new Shape.Vector(100);
    private static final Shape MNIST = new Shape.Image(1, 28, 28);
    private static final Shape CIFAR = new Shape.Image(3, 32, 32);

    private static long parameters(Layer layer, Shape in) {
        return layer.cost(in).parameters();
    }

    @Test
    void the_mnist_nets_have_2_50_and_1_23_million_parameters() {
        Layer generator = new GanGenerator(Images.MNIST);
        assertThat(generator.out(NOISE)).isEqualTo(new Shape.Vector(784));
        assertThat(parameters(generator, NOISE))
                .isEqualTo(101 * 1200 + 1201 * 1200 + 1201 * 784)
                .isEqualTo(2_503_984);
        Layer discriminator = new GanDiscriminator(240);
        assertThat(discriminator.out(MNIST)).isEqualTo(new Shape.Vector(1));
        assertThat(discriminator.out(new Shape.Vector(784))).isEqualTo(new Shape.Vector(1));
        assertThat(parameters(discriminator, MNIST))
                .isEqualTo(785 * 1200 + 241 * 1200 + 241)
                .isEqualTo(1_231_441);
    }

    @Test
    void the_face_nets_have_two_stages() {
        Shape faces = new Shape.Vector(48 * 48);
        Layer first = new GanGenerator(Images.FACES_FIRST_STAGE);
        Layer second = new GanGenerator(Images.FACES_SECOND_STAGE);
        assertThat(first.out(NOISE)).isEqualTo(faces);
        assertThat(second.out(NOISE)).isEqualTo(faces);
        long one = 101 * 8000 + 8001 * 8000 + 8001 * 2304;
        assertThat(parameters(first, NOISE)).isEqualTo(one);
        assertThat(parameters(second, NOISE)).isEqualTo(one + 101 * 8000 + 8001 * 100);
        assertThat(parameters(new GanDiscriminator(1200), new Shape.Image(1, 48, 48)))
                .isEqualTo(2305 * 6000 + 1201 * 6000 + 1201);
    }

    @Test
    void the_connected_cifar_nets_are_wide() {
        Layer generator = new GanGenerator(Images.CIFAR);
        assertThat(generator.out(NOISE)).isEqualTo(new Shape.Vector(3072));
        assertThat(parameters(generator, NOISE)).isEqualTo(101 * 8000 + 8001 * 8000 + 8001 * 3072);
        assertThat(parameters(new GanDiscriminator(1600), CIFAR))
                .isEqualTo(3073 * 8000 + 1601 * 8000 + 1601);
    }

    @Test
    void the_convolutional_nets_have_the_published_maps() {
        Layer generator = new GanConvGenerator(1);
        assertThat(generator.out(NOISE)).isEqualTo(CIFAR);
        assertThat(parameters(generator, NOISE))
                .isEqualTo(101 * 8000 + 8001 * 8000 + 80 * 3 * 25 + 3072);
        Layer discriminator = new GanConvDiscriminator(1);
        List<Integer> maps =
                Stages.of(discriminator, CIFAR, Stages.Detail.PARTS).rows().stream()
                        .filter(
                                row ->
                                        row.layer() instanceof Conv2d
                                                || row.layer() instanceof MaxPool2d)
                        .map(row -> ((Shape.Image) row.out()).height())
                        .toList();
        assertThat(maps).containsExactly(33, 16, 15, 7, 9, 5);
        long convolutions = 64 * (3 * 64 + 1) + 64 * (32 * 64 + 1) + 384 * (32 * 25 + 1);
        assertThat(parameters(discriminator, CIFAR))
                .isEqualTo(convolutions + (192 * 25 + 1) * 2500 + 501);
    }

    @Test
    void narrow_ones_live_and_begin_as_published() {
        try (var room = Scope.open()) {
            for (Images images : Images.values()) {
                Model net =
                        Model.build(new GanGenerator(images, 16), NOISE, new Seed(1), Device.CPU);
                Tensor noise = Tensor.zeros(3, 100);
                Tensor made = net.apply(noise, Context.training(new Seed(2)));
                assertThat(made.size(0)).isEqualTo(3);
                assertThat(made.isFinite().to(made.dtype()).min().item()).isEqualTo(1);
                assertThat(net.parameters().value("0.weight").abs().max().item())
                        .isBetween(0.049, 0.05);
            }
            Model faces =
                    Model.build(
                            new GanGenerator(Images.FACES_FIRST_STAGE, 16),
                            NOISE,
                            new Seed(1),
                            Device.CPU);
            assertThat(faces.parameters().value("2.bias").max().item()).isEqualTo(-2);
            Tensor sparse = faces.parameters().value("4.weight");
            assertThat(sparse.abs().sign().sum().item()).isEqualTo(2304 * 100.0);
            Model connected =
                    Model.build(new GanGenerator(Images.CIFAR, 16), NOISE, new Seed(1), Device.CPU);
            assertThat(connected.parameters().value("4.weight").abs().max().item())
                    .isBetween(0.49, 0.5);
            Model judge = Model.build(new GanDiscriminator(8), MNIST, new Seed(1), Device.CPU);
            assertThat(judge.parameters().value("2.weight").abs().max().item())
                    .isBetween(0.0049, 0.005);
            Model forger = Model.build(new GanConvGenerator(16), NOISE, new Seed(1), Device.CPU);
            Tensor images = forger.apply(Tensor.zeros(2, 100), Context.training(new Seed(2)));
            assertThat(images.shape()).containsExactly(2, 3, 32, 32);
            Model critic =
                    Model.build(new GanConvDiscriminator(16), CIFAR, new Seed(1), Device.CPU);
            Tensor answer = critic.apply(images, Context.training(new Seed(3)));
            assertThat(answer.shape()).containsExactly(2, 1);
            answer.sum().backward();
            assertThat(forger.parameters().gradient("6.bias").abs().max().item()).isPositive();
        }
    }

    @Test
    void widths_that_do_not_divide_are_refused() {
        assertThatThrownBy(() -> new GanConvGenerator(3))
                .hasMessage(
                        "GanConvGenerator needs a divisor of 1, 2, 4, 8 or 16. Received: divisor=3. Use"
                                + " 1 for the paper's widths.");
        assertThatThrownBy(() -> new GanDiscriminator(0))
                .hasMessage(
                        "GanDiscriminator needs at least one unit. Received: units=0. The paper has 240"
                                + " for MNIST.");
        assertThatThrownBy(() -> new GanToy(0, 3, 1)).hasMessageContaining("Received: layers=0");
    }
}
