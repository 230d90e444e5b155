package dev.hearth.nn;

import dev.hearth.tensor.Tensor;

/**
 * A learned tensor as a layer sees it: asked for in each pass, so that it may be born anew each time
 * (weight normalisation computes it from v and g).
 */
@FunctionalInterface
public interface Parameter {

    /**
     * Its value in a pass.
     *
     * @param pass the circumstances
     * @return of the shape that was declared
     */
    Tensor in(Context pass);

    /**
     * Whether it stays as it is, in every phase: see {@link Parameters#freezing}.
     *
     * @return false unless it is frozen
     */
    default boolean isFrozen() {
        return false;
    }

    /**
     * Multiplies each output unit by a number of its own, once, in place: data-dependent
     * initialisation.
     *
     * @param factors [units]
     * @throws UnsupportedOperationException if this has no units
     */
    default void scaleUnits(Tensor factors) {
        throw new UnsupportedOperationException(
                "Units are scaled where a weight is learned. Received: "
                        + this
                        + ". Declare it with Parameters.learn.");
    }
}
