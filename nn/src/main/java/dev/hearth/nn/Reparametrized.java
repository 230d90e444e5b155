package dev.hearth.nn;

import java.util.Map;
import java.util.Optional;

/** A layer around another, whose weights it computes from other arrays: weight normalisation. */
public interface Reparametrized extends Layer {

    /** The layer without reparametrisation. */
    Layer layer();

    /**
     * A weight of the layer inside.
     *
     * @param parts what is learned and kept in its place, by the ends of their names after the weight's
     * @return its numbers, row-major; empty if the weight is learned itself
     */
    Optional<float[]> weight(Parameters.Entry weight, Map<String, float[]> parts);
}
