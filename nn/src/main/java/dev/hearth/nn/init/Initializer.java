package dev.hearth.nn.init;

import dev.hearth.nn.Fans;
import dev.hearth.tensor.Chance;
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
    Tensor draw(long[] shape, Fans fans, Chance chance);
}
