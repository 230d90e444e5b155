package dev.hearth.train.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Identity;
import dev.hearth.nn.layers.Layers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.recipe.Noise;
import org.junit.jupiter.api.Test;

final class ImageSamplerTest {

    private static final Noise LAW = new Noise(Noise.Law.GAUSSIAN, 3);

    private static Model net(Layer layer) {
        return Model.build(layer, new Shape.Vector(3), new Seed(1), Device.CPU);
    }

    private static Layer small() {
        return Layers.sequence(Layers.linear(7), Layers.relu(), Layers.linear(5));
    }

    @Test
    void samples_do_not_depend_on_the_blocks_they_are_made_in() {
        try (var room = Scope.open()) {
            Model net = net(small());
            float[] one =
                    new ImageSampler(net, LAW, Device.CPU, 10_000)
                            .samples(6001, new Seed(4))
                            .toFloats();
            float[] many =
                    new ImageSampler(net, LAW, Device.CPU, 2500)
                            .samples(6001, new Seed(4))
                            .toFloats();
            assertThat(one).hasSize(6001 * 5).isEqualTo(many);
            float[] fewer =
                    new ImageSampler(net, LAW, Device.CPU, 2500)
                            .samples(2500, new Seed(4))
                            .toFloats();
            assertThat(one).startsWith(fewer);
        }
    }

    @Test
    void large_nets_have_smaller_blocks() {
        try (var room = Scope.open()) {
            assertThat(ImageSampler.block(net(small()))).isEqualTo(10_000);
            Layer wide = Layers.sequence(Layers.linear(2000), Layers.linear(2000));
            assertThat(ImageSampler.block(net(wide))).isEqualTo(5000);
            Layer wider = Layers.sequence(Layers.linear(8000), Layers.linear(4000));
            assertThat(ImageSampler.block(net(wider))).isEqualTo(2500);
        }
    }

    @Test
    void samples_outlive_the_net_that_only_passes_its_noise_on() {
        try (var room = Scope.open()) {
            ImageSampler sampler = new ImageSampler(net(new Identity()), LAW, Device.CPU);
            Tensor samples;
            try (var inner = Scope.open()) {
                samples = inner.keep(sampler.samples(10, new Seed(4)));
            }
            assertThat(samples.shape()).containsExactly(10, 3);
            assertThat(samples.toFloats()).isNotEqualTo(new float[30]);
        }
    }

    @Test
    void no_samples_are_refused() {
        try (var room = Scope.open()) {
            ImageSampler sampler = new ImageSampler(net(small()), LAW, Device.CPU);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> sampler.images(Tensor.zeros(0, 3), new Seed(1)))
                    .withMessageContaining("noise for at least one image");
        }
    }
}
