package dev.hearth.train.recipe;

/** How parameters begin. */
public sealed interface ParameterStart {

    /** As the layers' initialisers draw them. */
    record AsDrawn() implements ParameterStart {}

    /**
     * As drawn, but for the last layer's biases: they begin at the logit of each pixel's mean over the training
     * images, kept within [1e-7, 1 − 1e-7] before. For a net whose outputs are logits of pixels.
     */
    record MeanPixels() implements ParameterStart {}

    /**
     * Then set from training images, so that each weighted sum has mean 0 and variance 1 over them
     * (Salimans and Kingma 2016, §3).
     *
     * @param count how many images, drawn by the run's seed
     * @param noisy whether dropout and noise are at work meanwhile
     */
    record FromImages(int count, boolean noisy) implements ParameterStart {

        /** Refuses too few to have a variance. */
        public FromImages {
            if (count < 2) {
                throw new IllegalArgumentException(
                        "ParameterStart.FromImages needs at least 2 images. Received: count="
                                + count
                                + ". Use 500, or ParameterStart.AsDrawn.");
            }
        }
    }
}
