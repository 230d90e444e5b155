package dev.hearth.data.image;

import dev.hearth.data.ImageShape;
import dev.hearth.tensor.Check;
import java.util.Arrays;

/**
 * An 8-bit picture in memory: rows from the top, pixels from the left, a pixel's channels side by
 * side, as in {@code bytes[(y * width + x) * channels + channel]}, the order of decoders.
 *
 * <pre>{@code
 * Picture picture = new Picture(2, 1, new byte[] {1, 2, 3, 4, 5, 6});
 * Picture right = picture.crop(1, 0, 1, 1);       // the bytes 4, 5, 6
 * }</pre>
 */
public record Picture(int width, int height, int channels, byte[] bytes) {

    /** Refuses bytes of another count than the extent needs. */
    public Picture {
        int count = new ImageShape(channels, height, width).count();
        if (bytes.length != count) {
            throw Check.error(
                    "A picture of "
                            + width
                            + "×"
                            + height
                            + " pixels with "
                            + channels
                            + " channels needs "
                            + count
                            + " bytes",
                    bytes.length,
                    "Give width, height and channels of the decoded picture");
        }
    }

    /** A picture in red, green and blue. */
    public Picture(int width, int height, byte[] rgb) {
        this(width, height, 3, rgb);
    }

    /** From {@code [channels][height][width]}, the order of CIFAR's files. */
    public static Picture ofPlanes(ImageShape extent, byte[] planes) {
        byte[] bytes = new byte[planes.length];
        int area = extent.height() * extent.width();
        for (int c = 0; c < extent.channels(); c++) {
            for (int i = 0; i < area; i++) {
                bytes[i * extent.channels() + c] = planes[c * area + i];
            }
        }
        return new Picture(extent.width(), extent.height(), extent.channels(), bytes);
    }

    /** One value, 0 to 255. */
    public int value(int x, int y, int channel) {
        return bytes[(y * width + x) * channels + channel] & 0xFF;
    }

    /** The extent as data sets state it. */
    public ImageShape pixels() {
        return new ImageShape(channels, height, width);
    }

    /** A copy of a rectangle. What lies outside of the picture is black, as in Pillow. */
    public Picture crop(int left, int top, int width, int height) {
        byte[] cut = new byte[new ImageShape(channels, height, width).count()];
        int from = Math.max(0, left);
        int to = Math.min(this.width, left + width);
        for (int y = Math.max(0, -top); y < height && top + y < this.height && from < to; y++) {
            System.arraycopy(
                    bytes,
                    ((top + y) * this.width + from) * channels,
                    cut,
                    (y * width + from - left) * channels,
                    (to - from) * channels);
        }
        return new Picture(width, height, channels, cut);
    }

    /** A copy with left and right exchanged. */
    public Picture mirrored() {
        byte[] flipped = new byte[bytes.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(
                        bytes,
                        (y * width + x) * channels,
                        flipped,
                        (y * width + width - 1 - x) * channels,
                        channels);
            }
        }
        return new Picture(width, height, channels, flipped);
    }

    /** Writes the values as a data set does: in [0, 1], channel after channel. */
    public void read(float[] target, int offset) {
        int area = height * width;
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < area; i++) {
                target[offset + c * area + i] = (bytes[i * channels + c] & 0xFF) / 255f;
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Picture picture
                && pixels().equals(picture.pixels())
                && Arrays.equals(bytes, picture.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * pixels().hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Picture of " + width + "×" + height;
    }
}
