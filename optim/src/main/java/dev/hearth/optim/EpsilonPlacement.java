package dev.hearth.optim;

/** Where the small number stands that keeps a divisor from zero. */
public enum EpsilonPlacement {
    /** √v + ε, as in Kingma and Ba 2014 and PyTorch. */
    OUTSIDE_ROOT,
    /** √(v + ε), as in TensorFlow's RMSProp and weight normalisation's published code. */
    INSIDE_ROOT
}
