package dev.hearth.zoo.gan;

import static dev.hearth.nn.layers.Layers.dropout;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.sequence;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.Uniform;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.Maxout;
import dev.hearth.tensor.Check;

/**
 * The fully connected discriminators of the GAN paper's code (Goodfellow et al. 2014): two layers of
 * maxout units of five pieces, then a logit; dropout keeps 0.8 of the input and 0.5 of hidden units. 240
 * units for MNIST (1.23 million parameters), 1200 for the Toronto faces, 1600 for CIFAR-10.
 *
 * <p>Image or vector → vector [1], a logit: the sigmoid is part of the loss.
 *
 * <pre>{@code
 * Layer discriminator = new GanDiscriminator(240);
 * }</pre>
 *
 * @param units of each hidden layer, above 0
 */
public record GanDiscriminator(int units) implements Composite {

    private static final int PIECES = 5;

    /** Refuses layers without units. */
    public GanDiscriminator {
        if (units < 1) {
            throw Check.error(
                    "GanDiscriminator needs at least one unit",
                    "units=" + units,
                    "The paper has 240 for MNIST");
        }
    }

    @Override
    public Layer body() {
        Uniform weights = new Uniform(0.005);
        Layer hidden = new Maxout(units, PIECES, weights, Constant.ZERO);
        return sequence(
                flatten(),
                dropout(0.2),
                hidden,
                dropout(0.5),
                hidden,
                dropout(0.5),
                new Linear(1, Bias.YES, weights, Constant.ZERO));
    }
}
