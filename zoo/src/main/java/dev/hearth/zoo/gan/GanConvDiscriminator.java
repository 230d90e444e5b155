package dev.hearth.zoo.gan;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.dropout;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.maxoutChannels;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.Uniform;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.Maxout;
import dev.hearth.nn.layers.Padding;
import dev.hearth.nn.layers.Sequence;
import java.util.ArrayList;
import java.util.List;

/**
 * The convolutional discriminator of the GAN paper's code for CIFAR-10 (Goodfellow et al. 2014): three
 * maxout convolutions of two pieces with overlapping pools, 500 maxout units of five pieces, a logit.
 * Sides are 32 → 33 → 16 → 15 → 7 → 9 → 5: pylearn2's pools have a last window that is partly outside,
 * here one padded row and column. Dropout keeps 0.8 of the input and 0.5 of hidden units.
 *
 * <p>Image 3×32×32 → vector [1], a logit.
 *
 * @param divisor of hidden widths; 1 as published
 */
public record GanConvDiscriminator(int divisor) implements Composite {

    private static final Padding LAST_WINDOW = Padding.of(0, 1, 0, 1);

    /** Refuses widths that are not whole. */
    public GanConvDiscriminator {
        WidthDivisors.check("GanConvDiscriminator", divisor);
    }

    @Override
    public Layer body() {
        Uniform weights = new Uniform(0.005);
        List<Layer> layers = new ArrayList<>();
        layers.addAll(maxout(32 / divisor, 8, 4, 0.2, 4));
        layers.addAll(maxout(32 / divisor, 8, 3, 0.5, 4));
        layers.addAll(maxout(192 / divisor, 5, 3, 0.5, 2));
        layers.add(dropout(0.5));
        layers.add(flatten());
        layers.add(new Maxout(500 / divisor, 5, weights, Constant.ZERO));
        layers.add(dropout(0.5));
        layers.add(new Linear(1, Bias.YES, weights, Constant.ZERO));
        return new Sequence(layers);
    }

    private static List<Layer> maxout(int units, int kernel, int padding, double drop, int pool) {
        return List.of(
                dropout(drop),
                conv(2 * units, kernel)
                        .padding(Padding.of(padding, padding))
                        .starting(new Uniform(0.005)),
                maxoutChannels(2),
                maxPool(pool, 2).padding(LAST_WINDOW));
    }
}
