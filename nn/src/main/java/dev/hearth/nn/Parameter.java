package dev.hearth.nn;

import dev.hearth.tensor.Tensor;

/**
 * A declared tensor as a layer sees it: it asks for the value in each pass, which may be computed from
 * other tensors (weight normalisation computes it from v and g).
 */
@FunctionalInterface
public interface Parameter {

    /** Its value in a pass, of the shape that was declared. */
    Tensor in(Context pass);

    /** Whether it keeps its value in every phase: see {@link Parameters#freezing}. */
    default boolean isFrozen() {
        return false;
    }

    /** Whether any of the tensors from which it is computed keeps its value in every phase. */
    default boolean isPartlyFrozen() {
        return isFrozen();
    }

    /**
     * Multiplies each output unit by its own factor, once, in place: data-dependent
     * initialisation.
     *
     * @param factors [units]
     * @throws UnsupportedOperationException if this has no units
     */
    default void scaleUnits(Tensor factors) {
        throw new UnsupportedOperationException(
                dev.hearth.tensor.Check.message(
                        "scaleUnits needs a learned weight",
                        this,
                        "Declare it with Parameters.parameter"));
    }
}
