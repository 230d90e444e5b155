package dev.hearth.zoo.weightnorm;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.elu;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.repeat;
import static dev.hearth.nn.layers.Layers.reshape;
import static dev.hearth.nn.layers.Layers.residual;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.transposedConv;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.tensor.Check;

/**
 * The convolutional variational autoencoder of Salimans and Kingma 2016, §5.2 (after Kingma et al. 2016),
 * with or without the inverse autoregressive flow: three sequences of two residual blocks with ELU, of
 * 16, 32 and 32 maps, the second and third at half the size of the one before, a hidden layer of 450,
 * and the mirror image. Not in the paper: 3×3 kernels, strided convolutions between sequences, the sizes
 * of the code and of the flow.
 *
 * <p>Image of side² pixels → vector [said·side² + 2·latent].
 *
 * <pre>{@code
 * Layer mnist = new ConvVae(28, 1, 32, 1);          // Bernoulli: a logit per pixel
 * Layer cifar = new ConvVae(32, 6, 64, 1);          // logistic: mean and log scale of 3 channels
 * Layer withFlow = new ConvVae(28, 1, 32, 1, 2);     // with two steps of the flow
 * }</pre>
 *
 * @param side of the image, a multiple of 4
 * @param said output channels
 * @param latent size of the code
 * @param divisor of all widths; 1 as published
 * @param flows steps of the inverse autoregressive flow, 0 for none
 */
public record ConvVae(int side, int said, int latent, int divisor, int flows) implements Composite {

    /** Refuses an image that cannot be halved twice. */
    public ConvVae {
        if (side < 4
                || side % 4 != 0
                || said < 1
                || latent < 1
                || divisor < 1
                || divisor > 16
                || flows < 0) {
            throw Check.error(
                    "ConvVae needs a side that is a multiple of 4, said and latent above 0, a divisor"
                            + " of 1 to 16 and flows of 0 or more",
                    "side="
                            + side
                            + ", said="
                            + said
                            + ", latent="
                            + latent
                            + ", divisor="
                            + divisor
                            + ", flows="
                            + flows,
                    "Use 28, 1, 32, 1 and 0 for MNIST");
        }
    }

    /** Without a flow. */
    public ConvVae(int side, int said, int latent, int divisor) {
        this(side, said, latent, divisor, 0);
    }

    @Override
    public Layer body() {
        int first = 16 / divisor;
        int second = 32 / divisor;
        int hidden = 450 / divisor;
        int small = side / 4;
        Layer decoder =
                sequence(
                        linear(hidden),
                        elu(),
                        linear(second * small * small),
                        reshape(second, small, small),
                        repeat(2, block(second)),
                        transposedConv(second, 4, 2),
                        repeat(2, block(second)),
                        transposedConv(first, 4, 2),
                        repeat(2, block(first)),
                        elu(),
                        conv(said, 3));
        if (flows == 0) {
            return new VariationalAutoencoder(encoder(2 * latent), decoder, latent);
        }
        int context = 2 * latent;
        return new FlowVariationalAutoencoder(
                encoder(2 * latent + context),
                decoder,
                new InverseFlow(latent, context, Math.max(latent, hidden), flows));
    }

    private Layer encoder(int outputs) {
        int first = 16 / divisor;
        int second = 32 / divisor;
        return sequence(
                conv(first, 3),
                repeat(2, block(first)),
                conv(second, 3).stride(2),
                repeat(2, block(second)),
                conv(second, 3).stride(2),
                repeat(2, block(second)),
                elu(),
                flatten(),
                linear(450 / divisor),
                elu(),
                linear(outputs));
    }

    private static Layer block(int maps) {
        return residual(sequence(elu(), conv(maps, 3), elu(), conv(maps, 3)));
    }
}
