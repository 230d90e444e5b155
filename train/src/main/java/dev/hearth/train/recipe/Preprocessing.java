package dev.hearth.train.recipe;

import dev.hearth.data.transform.InputSpec;

/** What is done once to all images, fitted on the training images. */
public sealed interface Preprocessing {

    /** Pixels as they are, in [0, 1]. */
    record Plain() implements Preprocessing {}

    /**
     * Global contrast normalisation, then ZCA whitening (Goodfellow et al. 2013).
     *
     * @param scale the norm that an image gets
     * @param epsilon added to the eigenvalues
     */
    record Whitened(double scale, double epsilon) implements Preprocessing {}

    /** Pixels in [−1, 1], as Inception takes them. */
    record AroundZero() implements Preprocessing {}

    /**
     * In the middle of a square field of zeros, with (x − background)·scale for the values, as in the
     * code of fractional max-pooling. Augmentations come after it.
     *
     * @param side of the field, in pixels
     * @param background the value that becomes 0
     * @param scale what the rest is multiplied by
     */
    record Centred(int side, double background, double scale) implements Preprocessing {}

    /**
     * Global contrast normalisation alone, as the GAN paper's code does to CIFAR-10.
     *
     * @param scale the norm that an image gets
     */
    record Contrasted(double scale) implements Preprocessing {}

    /**
     * Pixels that are 0 or 1, drawn once with the pixel for the probability: the same in every run. It
     * is not the published fixed draw of MNIST, but one like it.
     */
    record Binarized() implements Preprocessing {}

    /**
     * Scaled from bytes by (x − 127.5)/128, then ZCA whitening (published code of Salimans and Kingma
     * 2016).
     *
     * @param epsilon added to the eigenvalues
     */
    record ScaledAndWhitened(double epsilon) implements Preprocessing {}

    /**
     * Pictures of any size, each seen as a square.
     *
     * @param training how those to learn from are seen; wider than the net's input where the recipe
     *     crops them at random
     * @param testing how those to be measured on are seen
     */
    record Viewed(InputSpec training, InputSpec testing) implements Preprocessing {}
}
