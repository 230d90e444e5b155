package dev.hearth.zoo.weightnorm;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.WeightNorm;
import dev.hearth.tensor.Check;
import java.util.Map;
import java.util.TreeMap;

/** The decoder of a trained variational autoencoder. */
public final class VaeDecoder {

    private static final String PREFIX = "decoder.";

    private VaeDecoder() {}

    /**
     * Copies it.
     *
     * <pre>{@code
     * Tensor decoded = VaeDecoder.of(net).apply(code, Context.testing(seed)).flatten(1);
     * }</pre>
     *
     * @param trained a {@link VariationalAutoencoder} or a {@link FlowVariationalAutoencoder}, with or
     *     without weight normalisation
     * @return vector [latent] → the decoder's output; in the open scope
     * @throws IllegalArgumentException if it is neither
     */
    public static Model of(Model trained) {
        Map<String, float[]> own = new TreeMap<>();
        trained.arrays()
                .forEach(
                        (name, values) -> {
                            if (name.startsWith(PREFIX)) {
                                own.put(name.substring(PREFIX.length()), values);
                            }
                        });
        return Model.of(
                decoder(trained.layer()),
                new Shape.Vector(latent(trained.layer())),
                own,
                trained.parameters().values().device());
    }

    private static Layer decoder(Layer net) {
        if (net instanceof WeightNorm norm) {
            return norm.around(decoder(norm.layer()));
        }
        if (net instanceof Composite composite) {
            return decoder(composite.body());
        }
        if (net instanceof VariationalAutoencoder plain) {
            return plain.decoder();
        }
        if (net instanceof FlowVariationalAutoencoder flowing) {
            return flowing.decoder();
        }
        throw Check.error(
                "A VaeDecoder is part of a variational autoencoder",
                net,
                "Give a VariationalAutoencoder or a FlowVariationalAutoencoder");
    }

    private static int latent(Layer net) {
        if (net instanceof WeightNorm norm) {
            return latent(norm.layer());
        }
        if (net instanceof Composite composite) {
            return latent(composite.body());
        }
        return net instanceof VariationalAutoencoder plain
                ? plain.latent()
                : ((FlowVariationalAutoencoder) net).flow().latent();
    }
}
