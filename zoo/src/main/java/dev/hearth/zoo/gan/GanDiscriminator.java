package dev.hearth.zoo.gan;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.Uniform;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.Maxout;
import dev.hearth.nn.layers.Sequence;
import java.util.List;

/**
 * The fully connected discriminators of the GAN paper's code (Goodfellow et al. 2014): two layers of
 * maxout units of five pieces, then a logit; dropout keeps 0.8 of the input and 0.5 of hidden units. 240
 * units for MNIST (1.23 million parameters), 1200 for the Toronto faces, 1600 for CIFAR-10.
 *
 * <p>Image or vector → vector [1], a logit; the published sigmoid belongs to the loss.
 *
 * <pre>{@code
 * Layer judge = new GanDiscriminator(240);
 * }</pre>
 *
 * @param units of each hidden layer, above 0
 */
public record GanDiscriminator(int units) implements Composite {

    private static final int PIECES = 5;

    /** Refuses layers without units. */
    public GanDiscriminator {
        if (units < 1) {
            throw new IllegalArgumentException(
                    "GanDiscriminator needs at least one unit. Received: units="
                            + units
                            + ". The paper has 240 for MNIST.");
        }
    }

    @Override
    public Layer body() {
        Uniform weights = new Uniform(0.005);
        Layer hidden = new Maxout(units, PIECES, weights, Constant.ZERO);
        return new Sequence(
                List.of(
                        new Flatten(),
                        new Dropout(0.2),
                        hidden,
                        new Dropout(0.5),
                        hidden,
                        new Dropout(0.5),
                        new Linear(1, Bias.YES, weights, Constant.ZERO)));
    }
}
