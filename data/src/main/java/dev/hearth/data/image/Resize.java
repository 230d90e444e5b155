package dev.hearth.data.image;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.Check;
import java.util.Objects;

/**
 * Another size for an 8-bit picture, with the very bytes that Pillow gives ({@code Image.resize},
 * its {@code ImagingResample}): rows first, then columns, each output pixel a weighted mean of the
 * input pixels under its window; the window widens when shrinking, so nothing aliases. Weights are
 * rounded to 22 binary places, and each of the two passes rounds to a byte.
 *
 * <pre>{@code
 * Picture small = new Resize(Interpolation.BICUBIC, 16, 12).apply(new Picture(32, 24, 3, new byte[2304]));
 * }</pre>
 */
public record Resize(Interpolation kernel, int width, int height) {

    /** Refuses a size without pixels. */
    public Resize {
        Objects.requireNonNull(kernel, "kernel");
        if (width < 1 || height < 1) {
            throw Check.error(
                    "Resize needs a size of at least 1×1",
                    width + "×" + height,
                    "Give the columns and rows of the result");
        }
    }

    /**
     * A size whose shorter side is given and whose longer side keeps the proportions, rounded down,
     * as in torchvision.
     *
     * @throws BadDataException if the longer side would have more than 2³¹ − 1 pixels
     */
    public static Resize shorterSide(Interpolation kernel, int shorter, Picture picture) {
        int width = picture.width();
        int height = picture.height();
        long longer = (long) shorter * Math.max(width, height) / Math.min(width, height);
        if (longer > Integer.MAX_VALUE) {
            throw new BadDataException(
                    "A picture resized to " + shorter + " pixels of its shorter side",
                    width + "×" + height + ", whose longer side would have " + longer,
                    "Cut it into pieces that are less long");
        }
        int other = (int) longer;
        return width <= height
                ? new Resize(kernel, shorter, other)
                : new Resize(kernel, other, shorter);
    }

    /** Resizes a picture. */
    public Picture apply(Picture picture) {
        return width == picture.width() && height == picture.height()
                ? picture
                : part(picture, 0, 0, width, height);
    }

    /**
     * A rectangle of the resized picture, for which only this rectangle is computed: the same bytes
     * as {@code apply(picture).crop(left, top, columns, rows)}.
     *
     * @throws IllegalArgumentException if it does not lie within this size
     */
    public Picture part(Picture picture, int left, int top, int columns, int rows) {
        boolean begins = left >= 0 && top >= 0 && columns > 0 && rows > 0;
        if (!begins || left > width - columns || top > height - rows) {
            throw Check.error(
                    "Resize cuts a rectangle that lies within " + width + "×" + height,
                    columns + "×" + rows + " from column " + left + ", row " + top,
                    "Use apply(picture).crop to cut beyond the edge");
        }
        return new Resampling(
                        picture,
                        new ResampleWindows(kernel, picture.width(), width, left, columns),
                        new ResampleWindows(kernel, picture.height(), height, top, rows))
                .run();
    }

    /** Resizes interleaved bytes, for callers without a {@link Picture}. */
    public byte[] apply(byte[] bytes, int fromWidth, int fromHeight, int channels) {
        return apply(new Picture(fromWidth, fromHeight, channels, bytes)).bytes();
    }
}
