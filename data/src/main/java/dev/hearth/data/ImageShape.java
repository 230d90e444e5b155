package dev.hearth.data;

import dev.hearth.tensor.Check;

/** The extent of an image in memory: channels first, row by row, as in {@code [channels][height][width]}. */
public record ImageShape(int channels, int height, int width) {

    /** Refuses extents that are not positive. */
    public ImageShape {
        if (channels < 1 || height < 1 || width < 1) {
            throw Check.error(
                    "Pixels needs at least one channel, row and column",
                    "channels=" + channels + ", height=" + height + ", width=" + width,
                    "Give the image's own extent");
        }
    }

    /** The count of values in one image. */
    public int count() {
        return Math.multiplyExact(channels, Math.multiplyExact(height, width));
    }

    @Override
    public String toString() {
        return channels + "×" + height + "×" + width;
    }
}
