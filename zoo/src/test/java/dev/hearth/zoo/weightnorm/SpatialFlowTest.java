package dev.hearth.zoo.weightnorm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Layers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.zoo.ModelRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The autoencoder of photographs with the inverse autoregressive flow. */
class SpatialFlowTest {

    private static final Seed SEED = new Seed(2);
    private static final SpatialVae FLOWING = new SpatialVae(8, 6, 4, 2, 1, 2);
    private static final Shape.Image IN = new Shape.Image(3, 8, 8);
    private static final int PIXELS = 6 * 64;
    private static final int LATENT = 8;

    @Test
    void says_of_a_code_what_the_whole_net_said_and_is_written_as_json() {
        assertThat(FLOWING.out(IN)).isEqualTo(new Shape.Vector(PIXELS + 2 * LATENT));
        for (Layer net : List.of(FLOWING, Layers.weightNorm(FLOWING))) {
            try (var scope = Scope.open();
                    var quiet = NoGrad.open()) {
                Model built = Model.build(net, IN, SEED, Device.CPU);
                assertThat(built.parameters().count()).isEqualTo(net.cost(IN).parameters());
                Tensor x = RandomTensors.of(SEED.child("x")).normal(0, 1, IN.batch(3));
                Tensor out = built.apply(x, Context.testing(SEED));
                Tensor z = out.narrow(1, PIXELS, LATENT);
                assertThat(
                                VaeDecoder.of(built)
                                        .apply(z, Context.testing(SEED))
                                        .flatten(1)
                                        .toFloats())
                        .isEqualTo(out.narrow(1, 0, PIXELS).contiguous().toFloats());
            }
            assertThat(ModelRegistry.layerJson().readLayer(ModelRegistry.layerJson().write(net)))
                    .isEqualTo(net);
        }
    }

    /**
     * Where the flow's nets give 0, it is z ← σ(2)·z in each step: the log density of each coordinate is
     * then that of the Gaussian code, less 2·log σ(2), whatever the encoder says.
     */
    @Test
    void the_density_is_that_of_a_gaussian_code_squeezed_by_the_flow() {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Model net = Model.build(FLOWING, IN, SEED, Device.CPU);
            net.parameters().entries().stream()
                    .filter(entry -> entry.name().startsWith("flow."))
                    .forEach(
                            entry -> {
                                Tensor value = net.parameters().value(entry.name());
                                value.copyInPlace(value.filledLike(0));
                            });
            SpatialVae plain = new SpatialVae(8, 6, 4, 2, 1);
            assertThat(plain.latent()).isEqualTo(LATENT);
            Tensor x = RandomTensors.of(SEED.child("x")).normal(0, 1, IN.batch(4));
            float[] out = net.apply(x, Context.testing(SEED)).toFloats();
            // The encoder alone: its outputs are means, log variances and the context, by maps.
            FlowVariationalAutoencoder body = (FlowVariationalAutoencoder) FLOWING.body();
            Model encoder = Model.build(body.encoder(), IN, SEED, Device.CPU);
            for (var entry : encoder.parameters().entries()) {
                encoder.parameters()
                        .value(entry.name())
                        .copyInPlace(net.parameters().value("encoder." + entry.name()));
            }
            float[] encoded = encoder.apply(x, Context.testing(SEED)).toFloats();
            double sigma = 1 / (1 + Math.exp(-2));
            int row = PIXELS + 2 * LATENT;
            for (int i = 0; i < 4; i++) {
                for (int k = 0; k < LATENT; k++) {
                    double mean = encoded[3 * LATENT * i + k];
                    double logVariance = encoded[3 * LATENT * i + LATENT + k];
                    double z = out[row * i + PIXELS + k] / (sigma * sigma);
                    double noise = (z - mean) / Math.exp(logVariance / 2);
                    double wanted =
                            -0.5 * (noise * noise + Math.log(2 * Math.PI) + logVariance)
                                    - 2 * Math.log(sigma);
                    assertThat((double) out[row * i + PIXELS + LATENT + k])
                            .isCloseTo(wanted, within(1e-4));
                }
            }
        }
    }

    @Test
    void fewer_steps_than_none_are_refused() {
        assertThatThrownBy(() -> new SpatialVae(8, 6, 4, 2, 1, -1))
                .hasMessageContaining("flows=-1");
    }
}
