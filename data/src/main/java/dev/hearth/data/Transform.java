package dev.hearth.data;

import dev.hearth.tensor.RandomStream;

/** Transforms one image after the other, as an {@link Augmentation} describes; for one thread. */
@FunctionalInterface
public interface Transform {

    /** Reads an image here and writes the treated image there. The two places must not overlap. */
    void apply(float[] source, int from, float[] target, int to, RandomStream random);
}
