package dev.hearth.inference;

import dev.hearth.data.image.Picture;
import dev.hearth.tensor.Check;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.ImageIO;

/**
 * How much each place of a picture spoke for a class, coarse and not negative ({@link
 * ImageClassifier#heatMap}).
 *
 * @param width columns of places
 * @param height rows of places
 * @param values row by row, 0 or more; all 0 where nothing spoke for the class
 */
public record HeatMap(int width, int height, float[] values) {

    private static final double STRONGEST = 0.65;

    /** Copies the values; refuses another count of them, or a negative one. */
    public HeatMap {
        values = values.clone();
        if (width < 1 || height < 1 || values.length != width * height) {
            throw Check.error(
                    "A heat map has a value for each place",
                    values.length + " for " + width + "×" + height,
                    "Give as many");
        }
        for (float value : values) {
            if (!(value >= 0) || Float.isInfinite(value)) {
                throw Check.error("A heat map has finite values of at least 0", value, "Cut at 0");
            }
        }
    }

    /** A copy of the values. */
    @Override
    public float[] values() {
        return values.clone();
    }

    /** The value at a place as a share of the greatest, bilinearly interpolated; x and y in [0, 1]. */
    double at(double x, double y) {
        double column = Math.max(0, Math.min(width - 1.0, x * width - 0.5));
        double row = Math.max(0, Math.min(height - 1.0, y * height - 0.5));
        int left = (int) column;
        int top = (int) row;
        int right = Math.min(width - 1, left + 1);
        int bottom = Math.min(height - 1, top + 1);
        double across = column - left;
        double down = row - top;
        double above =
                values[top * width + left] * (1 - across) + values[top * width + right] * across;
        double below =
                values[bottom * width + left] * (1 - across)
                        + values[bottom * width + right] * across;
        double most = 0;
        for (float value : values) {
            most = Math.max(most, value);
        }
        return most == 0 ? 0 : (above * (1 - down) + below * down) / most;
    }

    /**
     * A picture with the map over it, from unchanged where the map is 0 to yellow where it is greatest.
     *
     * @param seen the part of a picture that the map is of, grey or in colour, of any size
     */
    public Picture over(Picture seen) {
        byte[] bytes = new byte[seen.width() * seen.height() * 3];
        int at = 0;
        for (int y = 0; y < seen.height(); y++) {
            for (int x = 0; x < seen.width(); x++) {
                double heat = at((x + 0.5) / seen.width(), (y + 0.5) / seen.height());
                double part = STRONGEST * heat;
                double[] colour = {255, 255 * heat, 0};
                for (int c = 0; c < 3; c++) {
                    int value = seen.value(x, y, seen.channels() == 3 ? c : 0);
                    bytes[at++] = (byte) Math.round(value * (1 - part) + colour[c] * part);
                }
            }
        }
        return new Picture(seen.width(), seen.height(), bytes);
    }

    /** {@link #over} as the bytes of a PNG file. */
    public byte[] png(Picture seen) {
        Picture over = over(seen);
        BufferedImage image =
                new BufferedImage(over.width(), over.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < over.height(); y++) {
            for (int x = 0; x < over.width(); x++) {
                image.setRGB(
                        x,
                        y,
                        over.value(x, y, 0) << 16 | over.value(x, y, 1) << 8 | over.value(x, y, 2));
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return png.toByteArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HeatMap map
                && map.width == width
                && map.height == height
                && Arrays.equals(map.values, values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(values);
    }
}
