package dev.hearth.nn;

import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Tensor;

/** A letter that says how a learned tensor begins. */
public interface Initializer {

    /**
     * Draws the initial values.
     *
     * @param shape the extents
     * @param fans connections in and out
     * @param chance where they are drawn from
     * @return FLOAT32 on the CPU, of that shape
     */
    Tensor draw(long[] shape, Fans fans, RandomTensors chance);
}
