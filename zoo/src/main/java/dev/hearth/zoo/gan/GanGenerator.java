package dev.hearth.zoo.gan;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Initializer;
import dev.hearth.nn.Layer;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.Sparse;
import dev.hearth.nn.init.Uniform;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.Relu;
import dev.hearth.nn.layers.Sequence;
import dev.hearth.nn.layers.Sigmoid;
import java.util.List;

/**
 * The fully connected generators of the GAN paper's code (Goodfellow et al. 2014): 100 numbers of noise
 * → pixels, without dropout. All but CIFAR-10's end in a sigmoid.
 *
 * <pre>{@code
 * Layer digits = new GanGenerator(GanGenerator.Images.MNIST);
 * Layer faces = new GanGenerator(GanGenerator.Images.FACES_SECOND_STAGE);
 * }</pre>
 *
 * @param images what it makes
 * @param divisor by which hidden layers are narrower than published; 1 as published
 */
public record GanGenerator(Images images, int divisor) implements Composite {

    /** Refuses widths that are not whole. */
    public GanGenerator {
        WidthDivisors.check("GanGenerator", divisor);
    }

    /**
     * As published.
     *
     * @param images what it makes
     */
    public GanGenerator(Images images) {
        this(images, 1);
    }

    /** What a generator makes. */
    public enum Images {
        /** 1200 and 1200 ReLU, 784 sigmoids: 2.50 million parameters. */
        MNIST,
        /** The Toronto faces, first stage: 8000 ReLU, 8000 sigmoids, 2304 sigmoids. */
        FACES_FIRST_STAGE,
        /** Second stage: 8000 ReLU and 100 sigmoids, on top of which stands the first stage, trained. */
        FACES_SECOND_STAGE,
        /** CIFAR-10, fully connected: 8000 ReLU, 8000 sigmoids, 3072 numbers. */
        CIFAR
    }

    private static final Initializer WEIGHTS = new Uniform(0.05);

    @Override
    public Layer body() {
        return switch (images) {
            case MNIST ->
                    new Sequence(
                            List.of(
                                    linear(1200 / divisor, WEIGHTS, 0),
                                    new Relu(),
                                    linear(1200 / divisor, WEIGHTS, 0),
                                    new Relu(),
                                    linear(784, WEIGHTS, 0),
                                    new Sigmoid()));
            case FACES_FIRST_STAGE -> faces();
            case FACES_SECOND_STAGE ->
                    new Sequence(
                            List.of(
                                    linear(8000 / divisor, WEIGHTS, 0),
                                    new Relu(),
                                    linear(100, WEIGHTS, 0),
                                    new Sigmoid(),
                                    faces()));
            case CIFAR ->
                    new Sequence(
                            List.of(
                                    linear(8000 / divisor, WEIGHTS, 0),
                                    new Relu(),
                                    linear(8000 / divisor, WEIGHTS, 0),
                                    new Sigmoid(),
                                    linear(3072, new Uniform(0.5), 0)));
        };
    }

    private Layer faces() {
        return new Sequence(
                List.of(
                        linear(8000 / divisor, WEIGHTS, 0),
                        new Relu(),
                        linear(8000 / divisor, WEIGHTS, -2),
                        new Sigmoid(),
                        linear(48 * 48, new Sparse(Math.min(100, 8000 / divisor), 1), 0),
                        new Sigmoid()));
    }

    private static Layer linear(int units, Initializer weights, double bias) {
        return new Linear(units, Bias.YES, weights, new Constant(bias));
    }
}
