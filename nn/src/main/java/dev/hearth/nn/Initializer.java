package dev.hearth.nn;

import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Tensor;

/** How the initial values of a learned tensor are drawn. */
public interface Initializer {

    /** Draws a FLOAT32 tensor of a shape on the CPU. */
    Tensor draw(long[] shape, Fans fans, RandomTensors chance);
}
