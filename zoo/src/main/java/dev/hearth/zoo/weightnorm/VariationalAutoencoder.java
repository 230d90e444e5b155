package dev.hearth.zoo.weightnorm;

import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Phase;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Autograd;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Tensor;
import java.util.List;

/**
 * A variational autoencoder (Kingma and Welling 2014): the encoder gives μ and log σ² of a code, z = μ +
 * σ·ε with ε from N(0, 1) in every pass, the decoder takes z. In data-dependent initialisation z is μ.
 *
 * <p>Image → vector [decoder's output + 2·latent], the input of {@code NegativeBound}.
 *
 * <pre>{@code
 * Layer net = new VariationalAutoencoder(new Linear(2 * 8), new Linear(784), 8);
 * }</pre>
 *
 * @param encoder ends in a vector [2·latent]
 * @param decoder takes a vector [latent]
 * @param latent size of the code, above 0
 */
public record VariationalAutoencoder(Layer encoder, Layer decoder, int latent) implements Layer {

    /** Refuses an empty code. */
    public VariationalAutoencoder {
        if (latent < 1) {
            throw Check.error(
                    "VariationalAutoencoder needs at least one latent number",
                    "latent=" + latent,
                    "Use 32");
        }
    }

    private Shape code() {
        return new Shape.Vector(latent);
    }

    @Override
    public Shape out(Shape in) {
        Shape encoded = encoder.out(in);
        if (!encoded.equals(new Shape.Vector(2 * latent))) {
            throw Check.error(
                    "VariationalAutoencoder needs an encoder that ends in means and log variances, "
                            + 2 * latent
                            + " numbers",
                    encoded,
                    "End it in a Linear of so many units");
        }
        return new Shape.Vector(Math.toIntExact(decoder.out(code()).count()) + 2 * latent);
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        return Complexity.sum(children(in));
    }

    @Override
    public List<ChildLayer> children(Shape in) {
        return List.of(
                new ChildLayer("encoder", encoder, in), new ChildLayer("decoder", decoder, code()));
    }

    @Override
    public Layer withChildren(List<Layer> layers) {
        return new VariationalAutoencoder(layers.get(0), layers.get(1), latent);
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        out(in);
        Forward encode = encoder.build(in, parameters.scope("encoder"));
        Forward decode = decoder.build(code(), parameters.scope("decoder"));
        return (x, pass) -> {
            // The bound reads the code beside the decoder, whose first layers have a gradient by
            // hand.
            Tensor encoded = Autograd.branchPoint(encode.apply(x, pass));
            Tensor mean = encoded.narrow(1, 0, latent);
            Tensor z = mean;
            if (pass.phase() != Phase.INITIALIZING) {
                Tensor noise = pass.draw(mean, (random, shape) -> random.normal(0, 1, shape));
                z = mean.add(encoded.narrow(1, latent, latent).mul(0.5).exp().mul(noise));
            }
            return Tensor.concat(1, decode.apply(z, pass).flatten(1), encoded);
        };
    }
}
