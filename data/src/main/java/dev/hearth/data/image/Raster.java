package dev.hearth.data.image;

import dev.hearth.data.ImageShape;
import java.util.Objects;

/**
 * An 8-bit picture in memory: rows from the top, pixels from the left, a pixel's channels side by
 * side, as in {@code [height][width][channels]}. This is the order in which decoders deliver.
 *
 * <pre>{@code
 * Raster picture = new Raster(2, 1, 3, new byte[] {1, 2, 3, 4, 5, 6});
 * Raster right = picture.crop(1, 0, 1, 1);       // the bytes 4, 5, 6
 * }</pre>
 */
public final class Raster {

    private final int width;
    private final int height;
    private final int channels;
    private final byte[] bytes;

    /**
     * Wraps bytes without copying them.
     *
     * @param width columns, above zero
     * @param height rows, above zero
     * @param channels values of a pixel, above zero
     * @param bytes unsigned values, {@code height × width × channels} of them
     * @throws IllegalArgumentException if the count of bytes is another
     */
    public Raster(int width, int height, int channels, byte[] bytes) {
        Objects.requireNonNull(bytes, "bytes");
        int count = new ImageShape(channels, height, width).count();
        if (bytes.length != count) {
            throw new IllegalArgumentException(
                    "Raster of "
                            + width
                            + "×"
                            + height
                            + " pixels with "
                            + channels
                            + " channels needs "
                            + count
                            + " bytes. Received: "
                            + bytes.length
                            + ". Give width, height and channels of the decoded picture.");
        }
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.bytes = bytes;
    }

    /**
     * Makes a picture of planes, as in {@code [channels][height][width]}, the order of CIFAR's files.
     *
     * @param extent channels, height and width
     * @param planes unsigned values, channel after channel
     * @return the same picture, pixel after pixel
     */
    public static Raster ofPlanes(ImageShape extent, byte[] planes) {
        byte[] bytes = new byte[planes.length];
        Raster raster = new Raster(extent.width(), extent.height(), extent.channels(), bytes);
        int area = extent.height() * extent.width();
        for (int c = 0; c < extent.channels(); c++) {
            for (int i = 0; i < area; i++) {
                bytes[i * extent.channels() + c] = planes[c * area + i];
            }
        }
        return raster;
    }

    /**
     * Columns.
     *
     * @return the width in pixels
     */
    public int width() {
        return width;
    }

    /**
     * Rows.
     *
     * @return the height in pixels
     */
    public int height() {
        return height;
    }

    /**
     * Values of a pixel.
     *
     * @return 1 for grey, 3 for red, green, blue
     */
    public int channels() {
        return channels;
    }

    /**
     * The values themselves, not a copy.
     *
     * @return {@code height × width × channels} unsigned values
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * The extent as data sets state it.
     *
     * @return channels, height and width
     */
    public ImageShape pixels() {
        return new ImageShape(channels, height, width);
    }

    /**
     * Cuts out a rectangle. What lies outside of the picture is black, as in Pillow.
     *
     * @param left the first column, may be negative
     * @param top the first row, may be negative
     * @param width columns to cut
     * @param height rows to cut
     * @return the rectangle, with bytes of its own
     */
    public Raster crop(int left, int top, int width, int height) {
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
        return new Raster(width, height, channels, cut);
    }

    /**
     * The same picture seen in a mirror: left becomes right.
     *
     * @return the mirrored picture, with bytes of its own
     */
    public Raster mirrored() {
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
        return new Raster(width, height, channels, flipped);
    }

    /**
     * Writes the values as a data set does: in [0, 1], channel after channel.
     *
     * @param target receives {@code pixels().count()} values
     * @param offset where in {@code target} they begin
     */
    public void read(float[] target, int offset) {
        int area = height * width;
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < area; i++) {
                target[offset + c * area + i] = (bytes[i * channels + c] & 0xFF) / 255f;
            }
        }
    }
}
