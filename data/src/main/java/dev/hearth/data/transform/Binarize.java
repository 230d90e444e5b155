package dev.hearth.data.transform;

import dev.hearth.data.ImageShape;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;

/**
 * Each value becomes 1 with its own probability, else 0, once and for all (Salakhutdinov and Murray
 * 2008, as Larochelle and Murray 2011 fixed it for MNIST): the draws depend on the seed and on the
 * image's values, so that an image is the same at every reading and in every subset.
 *
 * <p>A fixed draw and not a new one at each reading, since bounds are compared on it: that a training
 * image never changes is part of the task.
 *
 * <pre>{@code
 * static Dataset binarized(Dataset mnist) {
 *     return new Binarize(1).of(mnist);
 * }
 * }</pre>
 */
public record Binarize(long seed) implements Preprocess {

    private static final long PRIME = 0x100000001B3L;

    @Override
    public boolean isElementwise() {
        return true;
    }

    @Override
    public void apply(float[] image, int at, ImageShape pixels) {
        int end = at + pixels.count();
        long hash = 0xCBF29CE484222325L;
        for (int i = at; i < end; i++) {
            hash = (hash ^ Float.floatToIntBits(image[i])) * PRIME;
        }
        RandomStream lots = new Seed(seed).child(hash).stream();
        for (int i = at; i < end; i++) {
            image[i] = lots.nextDouble() < image[i] ? 1 : 0;
        }
    }
}
