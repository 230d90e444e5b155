package dev.hearth.zoo.weightnorm;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.elu;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.repeat;
import static dev.hearth.nn.layers.Layers.reshape;
import static dev.hearth.nn.layers.Layers.residual;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.transposedConv;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.tensor.Check;

/**
 * A fully convolutional variational autoencoder, whose code is a small image, after the CIFAR-10 net of
 * Salimans and Kingma 2016, §5.2 (after Kingma et al. 2016): residual blocks with ELU of 160 maps, and 32
 * maps of code. Unlike the paper's, it has one layer of code, at a quarter of the side. With a flow (Kingma et al.
 * 2016), its masked layers are fully connected, where theirs are masked convolutions.
 *
 * <p>Image of side² pixels → vector [said·side² + 2·code·(side/4)²].
 *
 * <pre>{@code
 * Layer published = new SpatialVae(32, 6, 160, 32, 2);
 * Layer withFlow = new SpatialVae(32, 6, 160, 32, 2, 2);     // two steps of the flow
 * }</pre>
 *
 * @param side of the image, a multiple of 4
 * @param said output channels; 6 for means and log scales of three
 * @param maps of each hidden layer
 * @param code maps of the code
 * @param blocks two convolutions each, at each size, above 0
 * @param flows steps of the inverse autoregressive flow, 0 for none
 */
public record SpatialVae(int side, int said, int maps, int code, int blocks, int flows)
        implements Composite {

    /** Refuses an image that cannot be halved twice. */
    public SpatialVae {
        if (side < 4
                || side % 4 != 0
                || said < 1
                || maps < 1
                || code < 1
                || blocks < 1
                || flows < 0) {
            throw Check.error(
                    "SpatialVae needs a side that is a multiple of 4, said, maps, code and blocks above 0,"
                            + " and flows of 0 or more",
                    "side="
                            + side
                            + ", said="
                            + said
                            + ", maps="
                            + maps
                            + ", code="
                            + code
                            + ", blocks="
                            + blocks
                            + ", flows="
                            + flows,
                    "Use 32, 6, 160, 32, 2 and 0 for CIFAR-10");
        }
    }

    /** Without a flow. */
    public SpatialVae(int side, int said, int maps, int code, int blocks) {
        this(side, said, maps, code, blocks, 0);
    }

    /** The size of the code, code·(side/4)². */
    public int latent() {
        return code * (side / 4) * (side / 4);
    }

    @Override
    public Layer body() {
        int small = side / 4;
        Layer stack =
                repeat(blocks, residual(sequence(elu(), conv(maps, 3), elu(), conv(maps, 3))));
        Layer decoder =
                sequence(
                        reshape(code, small, small),
                        conv(maps, 3),
                        stack,
                        transposedConv(maps, 4, 2),
                        stack,
                        elu(),
                        transposedConv(said, 4, 2));
        if (flows == 0) {
            return new VariationalAutoencoder(encoder(stack, 2 * code), decoder, latent());
        }
        return new FlowVariationalAutoencoder(
                encoder(stack, 3 * code),
                decoder,
                new InverseFlow(latent(), latent(), latent(), flows));
    }

    private Layer encoder(Layer stack, int outputs) {
        return sequence(
                conv(maps, 4).stride(2),
                stack,
                conv(maps, 4).stride(2),
                stack,
                elu(),
                conv(outputs, 3),
                flatten());
    }
}
