package dev.hearth.train.recipe;

/** How often an epoch has each training image. */
public enum Sampling {
    /** Once. */
    EACH_ONCE,
    /**
     * Images of rarer classes several times, so that each class has as many as the largest; each time
     * augmented anew.
     */
    OVERSAMPLED
}
