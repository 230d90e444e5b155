package dev.hearth.zoo.elu;

import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;

/**
 * The deep autoencoder of the MNIST experiment (Clevert et al. 2015, §4.1.2): 1000-500-250-30-250-500-1000.
 * The paper does not give the activation of the code and of the output; as in its model, Martens 2010,
 * the code is linear and the output is a logit per pixel.
 *
 * <p>Image or vector → vector [pixels].
 *
 * @param pixels 784 for MNIST
 * @param activation behind each layer but the code and the output
 */
public record EluAutoencoder(int pixels, Layer activation) implements Composite {

    @Override
    public Layer body() {
        return sequence(
                flatten(),
                linear(1000),
                activation,
                linear(500),
                activation,
                linear(250),
                activation,
                linear(30),
                linear(250),
                activation,
                linear(500),
                activation,
                linear(1000),
                activation,
                linear(pixels));
    }
}
