package dev.hearth.zoo.gan;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.maxPool;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.Uniform;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.Maxout;
import dev.hearth.nn.layers.MaxoutChannels;
import dev.hearth.nn.layers.Padding;
import dev.hearth.nn.layers.Sequence;
import java.util.ArrayList;
import java.util.List;

/**
 * The convolutional discriminator of the GAN paper's code for CIFAR-10 (Goodfellow et al. 2014): three
 * maxout convolutions of two pieces with overlapping pools, 500 maxout units of five, a logit. Maps are
 * 32 → 33 → 16 → 15 → 7 → 9 → 5; pylearn2's pools count a last window that only begins inside, here
 * one padded row and column. Dropout keeps 0.8 of the input and 0.5 of what is hidden.
 *
 * <p>Image [3×32×32] → vector [1], a logit.
 *
 * @param divisor by which hidden layers are narrower than published; 1 as published
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
        List<Layer> stack = new ArrayList<>();
        maxout(stack, 32 / divisor, 8, 4, 0.2, 4);
        maxout(stack, 32 / divisor, 8, 3, 0.5, 4);
        maxout(stack, 192 / divisor, 5, 3, 0.5, 2);
        stack.add(new Dropout(0.5));
        stack.add(new Flatten());
        stack.add(new Maxout(500 / divisor, 5, weights, Constant.ZERO));
        stack.add(new Dropout(0.5));
        stack.add(new Linear(1, Bias.YES, weights, Constant.ZERO));
        return new Sequence(stack);
    }

    private static void maxout(
            List<Layer> stack, int units, int kernel, int padding, double drop, int pool) {
        stack.add(new Dropout(drop));
        stack.add(
                conv(2 * units, kernel)
                        .padding(Padding.of(padding, padding))
                        .starting(new Uniform(0.005)));
        stack.add(new MaxoutChannels(2));
        stack.add(maxPool(pool, 2).padding(LAST_WINDOW));
    }
}
