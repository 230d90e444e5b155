package dev.hearth.train;

import dev.hearth.nn.Model;

/**
 * Where a run's model gets its first parameters from.
 *
 * <pre>{@code
 * WeightsSource zero = begun -> begun.parameters().values().fillInPlace(0);
 * }</pre>
 */
@FunctionalInterface
public interface WeightsSource {

    /** The numbers that the layers begin with. */
    WeightsSource FRESH = net -> {};

    /**
     * Gives them.
     *
     * @param net just built; what is changed in its parameters is where the run begins
     */
    void give(Model net);
}
