package dev.hearth.zoo.gan;

import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.sigmoid;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Initializer;
import dev.hearth.nn.Layer;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.Sparse;
import dev.hearth.nn.init.Uniform;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Linear;

/**
 * The fully connected generators of the GAN paper's code (Goodfellow et al. 2014), without dropout. All
 * but CIFAR-10's end in a sigmoid.
 *
 * <p>Vector [100] of noise → vector [pixels].
 *
 * <pre>{@code
 * Layer digits = new GanGenerator(GanGenerator.Images.MNIST);
 * Layer faces = new GanGenerator(GanGenerator.Images.FACES_SECOND_STAGE);
 * }</pre>
 *
 * @param images the data set that it imitates
 * @param divisor of hidden widths; 1 as published
 */
public record GanGenerator(Images images, int divisor) implements Composite {

    /** Refuses widths that are not whole. */
    public GanGenerator {
        WidthDivisors.check("GanGenerator", divisor);
    }

    /** As published. */
    public GanGenerator(Images images) {
        this(images, 1);
    }

    /** The data sets of the paper. */
    public enum Images {
        /** 1200 and 1200 ReLU, 784 sigmoids: 2.50 million parameters. */
        MNIST,
        /** The Toronto faces, first stage: 8000 ReLU, 8000 sigmoids, 2304 sigmoids. */
        FACES_FIRST_STAGE,
        /** Second stage: 8000 ReLU and 100 sigmoids, then the first stage, already trained. */
        FACES_SECOND_STAGE,
        /** CIFAR-10, fully connected: 8000 ReLU, 8000 sigmoids, 3072 numbers. */
        CIFAR
    }

    private static final Initializer WEIGHTS = new Uniform(0.05);

    @Override
    public Layer body() {
        return switch (images) {
            case MNIST ->
                    sequence(
                            hidden(1200, 0),
                            relu(),
                            hidden(1200, 0),
                            relu(),
                            output(784),
                            sigmoid());
            case FACES_FIRST_STAGE -> faces();
            case FACES_SECOND_STAGE ->
                    sequence(hidden(8000, 0), relu(), output(100), sigmoid(), faces());
            case CIFAR ->
                    sequence(
                            hidden(8000, 0),
                            relu(),
                            hidden(8000, 0),
                            sigmoid(),
                            linear(3072, new Uniform(0.5), 0));
        };
    }

    private Layer faces() {
        Initializer sparse = new Sparse(Math.min(100, 8000 / divisor), 1);
        return sequence(
                hidden(8000, 0),
                relu(),
                hidden(8000, -2),
                sigmoid(),
                linear(48 * 48, sparse, 0),
                sigmoid());
    }

    private Layer hidden(int units, double bias) {
        return linear(units / divisor, WEIGHTS, bias);
    }

    private static Layer output(int units) {
        return linear(units, WEIGHTS, 0);
    }

    private static Layer linear(int units, Initializer weights, double bias) {
        return new Linear(units, Bias.YES, weights, new Constant(bias));
    }
}
