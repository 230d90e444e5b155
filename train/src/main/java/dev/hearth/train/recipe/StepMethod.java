package dev.hearth.train.recipe;

/** How the loss and the gradient of a step are computed. */
public enum StepMethod {
    /** Layer by layer, as autograd records them. */
    LAYERS,
    /**
     * By a {@link dev.hearth.optim.CompiledStep} where the net and the loss are of its kind, else layer by layer. Up to
     * rounding the same numbers, so a run ends elsewhere in its last digits.
     */
    COMPILED
}
