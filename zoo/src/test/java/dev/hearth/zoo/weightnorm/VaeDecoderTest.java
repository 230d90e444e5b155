package dev.hearth.zoo.weightnorm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Linear;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class VaeDecoderTest {

    private static final Seed SEED = new Seed(2);

    @Test
    void says_of_a_code_what_the_whole_net_said() {
        Layer flowing = new ConvVae(28, 1, 6, 8, 1);
        for (Layer letter : List.of(flowing, Layers.weightNorm(flowing))) {
            try (var room = Scope.open()) {
                Shape in = new Shape.Image(1, 28, 28);
                Model net = Model.build(letter, in, SEED, Device.CPU);
                Tensor x = RandomTensors.of(SEED.child("x")).normal(0, 1, in.batch(3));
                Tensor out = net.apply(x, Context.testing(SEED));
                Tensor z = out.narrow(1, 784, 6);
                Tensor said = VaeDecoder.of(net).apply(z, Context.testing(SEED)).flatten(1);
                assertThat(said.toFloats())
                        .isEqualTo(out.narrow(1, 0, 784).contiguous().toFloats());
            }
        }
    }

    @Test
    void is_found_in_the_net_of_photographs_which_reaches_its_shape_and_travels() {
        SpatialVae small = new SpatialVae(8, 6, 4, 2, 1);
        Shape in = new Shape.Image(3, 8, 8);
        assertThat(small.latent()).isEqualTo(8);
        assertThat(small.out(in)).isEqualTo(new Shape.Vector(6 * 64 + 16));
        for (Layer letter : List.of(small, Layers.weightNorm(small))) {
            try (var room = Scope.open()) {
                Model net = Model.build(letter, in, SEED, Device.CPU);
                Tensor x = RandomTensors.of(SEED.child("x")).normal(0, 1, in.batch(12));
                net.initialize(x, Context.initializing(SEED));
                assertThat(net.apply(x, Context.testing(SEED)).shape()).containsExactly(12, 400);
                Tensor codes = Tensor.zeros(5, 8);
                assertThat(VaeDecoder.of(net).apply(codes, Context.testing(SEED)).shape())
                        .containsExactly(5, 6, 8, 8);
            }
            LayerJson letters = LayerJson.standard().with(SpatialVae.class);
            assertThat(letters.readLayer(letters.write(letter))).isEqualTo(letter);
        }
    }

    @Test
    void a_net_without_one_is_refused() {
        try (var room = Scope.open()) {
            Model net = Model.build(new Linear(2), new Shape.Vector(2), SEED, Device.CPU);
            assertThatThrownBy(() -> VaeDecoder.of(net))
                    .hasMessageStartingWith(
                            "A VaeDecoder is part of a variational autoencoder. Received: Linear");
        }
        assertThatThrownBy(() -> new SpatialVae(30, 6, 8, 2, 1))
                .hasMessageContaining("Received: side=30,");
    }
}
