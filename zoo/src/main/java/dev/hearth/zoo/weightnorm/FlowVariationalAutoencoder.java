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
import java.util.Objects;

/**
 * A variational autoencoder with a normalising flow (Kingma et al. 2016, algorithm 1): the encoder gives
 * μ, log σ² and a context, z₀ = μ + σ·ε with ε from N(0, 1) in every pass, the flow maps z₀ to z, the
 * decoder takes z. In data-dependent initialisation ε is 0.
 *
 * <p>Image → vector [decoder's output + 2·latent]: z and its log density last, the input of {@code
 * NegativeBound} with {@code Posterior.DRAWN}. The log density of a coordinate is −½(ε² + log 2π + log
 * σ²) − Σ log σₜ.
 *
 * <pre>{@code
 * Layer net = new FlowVariationalAutoencoder(new Linear(3 * 8), new Linear(784), new InverseFlow(8, 8, 80, 2));
 * }</pre>
 *
 * @param encoder ends in a vector of 2·latent and the flow's context
 * @param decoder takes a vector [latent]
 */
public record FlowVariationalAutoencoder(Layer encoder, Layer decoder, InverseFlow flow)
        implements Layer {

    /** Refuses null. */
    public FlowVariationalAutoencoder {
        Objects.requireNonNull(encoder, "encoder");
        Objects.requireNonNull(decoder, "decoder");
        Objects.requireNonNull(flow, "flow");
    }

    private Shape code() {
        return new Shape.Vector(flow.latent());
    }

    private Shape start() {
        return new Shape.Vector(flow.latent() + flow.context());
    }

    @Override
    public Shape out(Shape in) {
        int wanted = 2 * flow.latent() + flow.context();
        Shape encoded = encoder.out(in);
        if (!encoded.equals(new Shape.Vector(wanted))) {
            throw Check.error(
                    "FlowVariationalAutoencoder needs an encoder that ends in means, log variances"
                            + " and a context, "
                            + wanted
                            + " numbers",
                    encoded,
                    "End it in a Linear of so many units");
        }
        long decoded = decoder.out(code()).count();
        return new Shape.Vector(Math.toIntExact(decoded) + 2 * flow.latent());
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        return Complexity.sum(children(in));
    }

    @Override
    public List<ChildLayer> children(Shape in) {
        return List.of(
                new ChildLayer("encoder", encoder, in),
                new ChildLayer("flow", flow, start()),
                new ChildLayer("decoder", decoder, code()));
    }

    @Override
    public Layer withChildren(List<Layer> layers) {
        return new FlowVariationalAutoencoder(
                layers.get(0), layers.get(2), (InverseFlow) layers.get(1));
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        out(in);
        int latent = flow.latent();
        Forward encode = encoder.build(in, parameters.scope("encoder"));
        Forward transform = flow.build(start(), parameters.scope("flow"));
        Forward decode = decoder.build(code(), parameters.scope("decoder"));
        return (x, pass) -> {
            // The bound reads both beside the decoder, whose first layers have a gradient by hand.
            Tensor encoded = Autograd.branchPoint(encode.apply(x, pass));
            Tensor mean = encoded.narrow(1, 0, latent);
            Tensor logVariance = encoded.narrow(1, latent, latent);
            Tensor context = encoded.narrow(1, 2L * latent, flow.context());
            Tensor noise =
                    pass.phase() == Phase.INITIALIZING
                            ? mean.filledLike(0)
                            : pass.draw(mean, (random, shape) -> random.normal(0, 1, shape));
            Tensor first = mean.add(logVariance.mul(0.5).exp().mul(noise));
            Tensor transformed =
                    Autograd.branchPoint(transform.apply(Tensor.concat(1, first, context), pass));
            Tensor z = transformed.narrow(1, 0, latent);
            Tensor density =
                    noise.square()
                            .add(logVariance)
                            .add(Math.log(2 * Math.PI))
                            .mul(-0.5)
                            .sub(transformed.narrow(1, latent, latent));
            return Tensor.concat(1, decode.apply(z, pass).flatten(1), z, density);
        };
    }
}
