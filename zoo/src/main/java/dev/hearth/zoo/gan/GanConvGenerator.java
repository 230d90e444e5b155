package dev.hearth.zoo.gan;

import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.reshape;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.sigmoid;
import static dev.hearth.nn.layers.Layers.transposedConv;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.Uniform;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.Padding;
import dev.hearth.nn.layers.UntiedBias;

/**
 * The convolutional generator of the GAN paper's code for CIFAR-10 (Goodfellow et al. 2014): 8000
 * ReLU, 8000 sigmoids reshaped to 80×10×10, and a transposed 5×5 convolution with stride 3 and a bias
 * for each pixel.
 *
 * <p>Vector [100] of noise → image 3×32×32.
 *
 * @param divisor of hidden widths; 1 as published
 */
public record GanConvGenerator(int divisor) implements Composite {

    /** Refuses widths that are not whole. */
    public GanConvGenerator {
        WidthDivisors.check("GanConvGenerator", divisor);
    }

    @Override
    public Layer body() {
        Uniform weights = new Uniform(0.05);
        Layer hidden = new Linear(8000 / divisor, Bias.YES, weights, Constant.ZERO);
        return sequence(
                hidden,
                relu(),
                hidden,
                sigmoid(),
                reshape(80 / divisor, 10, 10),
                transposedConv(3, 5, 3)
                        .padding(Padding.VALID)
                        .noBias()
                        .starting(weights), // (10 − 1)·3 + 5 = 32
                new UntiedBias());
    }
}
