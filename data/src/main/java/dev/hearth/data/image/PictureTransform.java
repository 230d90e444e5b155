package dev.hearth.data.image;

import dev.hearth.data.ImageShape;

/**
 * How a picture of any size becomes values of a fixed extent, such as by resizing and cropping. It
 * must be safe to call from several threads at once, and give the same values for the same picture.
 */
@FunctionalInterface
public interface PictureTransform {

    /**
     * Writes the values, in [0, 1], channels first, row by row.
     *
     * @param picture of any size
     * @param pixels the extent to fill
     * @param target receives {@code pixels.count()} values
     * @param offset where in {@code target} they begin
     */
    void fill(Picture picture, ImageShape pixels, float[] target, int offset);
}
