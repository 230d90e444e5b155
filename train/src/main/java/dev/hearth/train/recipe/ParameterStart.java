package dev.hearth.train.recipe;

/** How parameters begin. */
public sealed interface ParameterStart {

    /** As the layers' initialisers draw them. */
    record AsDrawn() implements ParameterStart {}

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
