package dev.hearth.data;

import dev.hearth.tensor.RandomStream;

/**
 * Treats one image after the other: the machine that an {@link Augmentation} describes, for one thread.
 */
@FunctionalInterface
public interface Transform {

    /**
     * Reads an image here and writes the treated image there. The two places must not overlap.
     *
     * @param source holds the image, channels first
     * @param from where in {@code source} it begins
     * @param target receives the result, channels first
     * @param to where in {@code target} it begins
     * @param random all chance, of this image alone
     */
    void apply(float[] source, int from, float[] target, int to, RandomStream random);
}
