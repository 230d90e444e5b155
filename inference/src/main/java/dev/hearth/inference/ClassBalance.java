package dev.hearth.inference;

/** What is done about classes of unequal count when a classifier is trained. */
public enum ClassBalance {
    /** Nothing: each picture counts alike. */
    NONE,
    /** A class counts by the inverse of its count in the loss ({@link dev.hearth.optim.loss.WeightedCrossEntropy}). */
    WEIGHTS,
    /** Pictures of rarer classes are seen several times an epoch ({@link dev.hearth.train.recipe.Sampling}). */
    OVERSAMPLED
}
