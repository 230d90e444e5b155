package dev.hearth.train;

import dev.hearth.nn.Network;

/**
 * Where a run's net gets its first numbers from.
 *
 * <pre>{@code
 * Beginning zero = begun -> begun.parameters().values().fillInPlace(0);
 * }</pre>
 */
@FunctionalInterface
public interface Beginning {

    /** The numbers that the layers begin with. */
    Beginning FRESH = net -> {};

    /**
     * Gives them.
     *
     * @param net just built; what is changed in its parameters is where the run begins
     */
    void give(Network net);
}
