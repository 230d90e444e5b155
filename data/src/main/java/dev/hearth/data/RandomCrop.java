package dev.hearth.data;

import dev.hearth.tensor.RandomStream;

/**
 * An augmentation that resizes a random rectangle of an image to a square. Where the data set has
 * originals ({@link Dataset#readCrop}), the rectangle is drawn in the original, so that it is resampled
 * once; elsewhere in what {@link Dataset#read} gives.
 */
public interface RandomCrop extends Augmentation {

    /** A rectangle in pixels, and whether the result is mirrored. */
    record Window(int left, int top, int width, int height, boolean isMirrored) {}

    /** Rows and columns of the result. */
    int size();

    /** Draws a rectangle of an image of this extent. */
    Window draw(int width, int height, RandomStream random);

    /**
     * The shorter side of the smallest rectangle that {@link #draw} gives for an image of this extent; a
     * picture may be reduced as long as this stays large enough. 1 unless a crop says more.
     */
    default double leastSide(int width, int height) {
        return 1;
    }
}
