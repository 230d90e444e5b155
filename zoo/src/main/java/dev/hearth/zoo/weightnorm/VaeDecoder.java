package dev.hearth.zoo.weightnorm;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.WeightNorm;
import java.util.Map;
import java.util.TreeMap;

/** The half of a trained variational autoencoder that makes images of codes. */
public final class VaeDecoder {

    private static final String PART = "decoder.";

    private VaeDecoder() {}

    /**
     * Takes a copy of it out.
     *
     * <pre>{@code
     * Tensor said = VaeDecoder.of(net).apply(code, Context.testing(seed)).flatten(1);
     * }</pre>
     *
     * @param trained a {@link VariationalAutoencoder} or a {@link FlowVariationalAutoencoder}, normalised or not
     * @return a net from a code, a vector, to what the decoder says; in the scope open now
     * @throws IllegalArgumentException if it is neither
     */
    public static Model of(Model trained) {
        Map<String, float[]> own = new TreeMap<>();
        trained.arrays()
                .forEach(
                        (name, values) -> {
                            if (name.startsWith(PART)) {
                                own.put(name.substring(PART.length()), values);
                            }
                        });
        return Model.of(
                letter(trained.layer()),
                new Shape.Vector(latent(trained.layer())),
                own,
                trained.parameters().values().device());
    }

    private static Layer letter(Layer net) {
        if (net instanceof WeightNorm norm) {
            return new WeightNorm(letter(norm.layer()), norm.gain(), norm.limit());
        }
        if (net instanceof Composite composite) {
            return letter(composite.body());
        }
        if (net instanceof VariationalAutoencoder plain) {
            return plain.decoder();
        }
        if (net instanceof FlowVariationalAutoencoder flowing) {
            return flowing.decoder();
        }
        throw new IllegalArgumentException(
                "A Decoder is part of a variational autoencoder. Received: "
                        + net
                        + ". Give a net of Variational or FlowingVariational.");
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
