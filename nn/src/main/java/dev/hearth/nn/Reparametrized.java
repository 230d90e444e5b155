package dev.hearth.nn;

import java.util.Map;
import java.util.Optional;

/** A letter around another, whose weights it computes from other arrays: weight normalisation. */
public interface Reparametrized extends Layer {

    /**
     * What stands inside.
     *
     * @return the same without reparametrisation
     */
    Layer layer();

    /**
     * A weight of the layer inside.
     *
     * @param weight as the layer inside declares it
     * @param parts what is learned and kept in its place, by their names behind the weight's
     * @return its numbers, row-major; empty if these are not its parts
     */
    Optional<float[]> weight(Parameters.Entry weight, Map<String, float[]> parts);
}
