package dev.hearth.nn;

/** What a learned number does, which decides whether it is decayed, limited or reparametrised. */
public enum Role {
    /** Multiplies inputs: the matrices and kernels. */
    WEIGHT,
    /**
     * Gives a weight its direction: v. Its length does not matter, so it is neither decayed nor
     * limited.
     */
    DIRECTION,
    /** Added to a weighted sum. */
    BIAS,
    /** Multiplies a normalised value: γ, g. */
    SCALE,
    /** Added to a normalised value: β. */
    SHIFT,
    /** The slope of an activation. */
    SLOPE
}
