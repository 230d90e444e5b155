package dev.hearth.optim;

/** Which learned numbers a modifier reaches. */
public enum AppliesTo {
    /** Those with {@link dev.hearth.nn.Role#WEIGHT}: matrices and kernels. */
    WEIGHTS_ONLY,
    /** Every learned number, as PyTorch's {@code weight_decay} has it. */
    ALL
}
