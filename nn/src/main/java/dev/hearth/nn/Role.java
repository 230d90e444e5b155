package dev.hearth.nn;

/** What a learned number does, which decides whether it is decayed, limited or reparametrised. */
public enum Role {
    /** Multiplies inputs: the matrices and kernels. */
    WEIGHT,
    /** Added to a weighted sum. */
    BIAS,
    /** Multiplies a normalised value: γ, g. */
    SCALE,
    /** Added to a normalised value: β. */
    SHIFT,
    /** The slope of an activation. */
    SLOPE
}
