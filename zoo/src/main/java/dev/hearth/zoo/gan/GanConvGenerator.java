package dev.hearth.zoo.gan;

import static dev.hearth.nn.layers.Layers.transposedConv;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.Uniform;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.Padding;
import dev.hearth.nn.layers.Relu;
import dev.hearth.nn.layers.Reshape;
import dev.hearth.nn.layers.Sequence;
import dev.hearth.nn.layers.Sigmoid;
import dev.hearth.nn.layers.UntiedBias;
import java.util.List;

/**
 * The convolutional generator of the GAN paper's code for CIFAR-10 (Goodfellow et al. 2014): 100
 * numbers of noise → 8000 ReLU, 8000 sigmoids taken as 80×10×10 → 3×32×32 by a transposed convolution
 * of 5×5 with stride 3, with a bias of each pixel's own.
 *
 * @param divisor by which hidden layers are narrower than published; 1 as published
 */
public record GanConvGenerator(int divisor) implements Composite {

    /** Refuses widths that are not whole. */
    public GanConvGenerator {
        WidthDivisors.check("GanConvGenerator", divisor);
    }

    @Override
    public Layer body() {
        Uniform weights = new Uniform(0.05);
        return new Sequence(
                List.of(
                        new Linear(8000 / divisor, Bias.YES, weights, Constant.ZERO),
                        new Relu(),
                        new Linear(8000 / divisor, Bias.YES, weights, Constant.ZERO),
                        new Sigmoid(),
                        new Reshape(80 / divisor, 10, 10),
                        transposedConv(3, 5, 3)
                                .padding(Padding.VALID)
                                .noBias()
                                .starting(weights), // (10 − 1)·3 + 5 = 32
                        new UntiedBias()));
    }
}
