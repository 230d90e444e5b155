package dev.hearth.data.transform;

import dev.hearth.data.ImageShape;
import dev.hearth.data.image.CentreCrop;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.PictureTransform;
import dev.hearth.data.image.Raster;
import java.util.Objects;

/**
 * A letter that says how a net sees a picture: the shorter side is resized to {@code ⌊side/fraction⌋},
 * the square in the middle is cut out ({@link CentreCrop}), and each value v of 0 to 255 becomes
 * {@code (v/255 − mean) / deviation}. So the values lie in [−1, 1] for Inception, whose mean and
 * deviation are both a half.
 *
 * <p>A grey view weighs red, green and blue as ITU-R 601-2 does, in Pillow's integers:
 * {@code (19595·R + 38470·G + 7471·B + 32768) / 65536}.
 *
 * <pre>{@code
 * InputSpec released = new InputSpec(3, 299, 0.875, Interpolation.BICUBIC, 0.5, 0.5);
 * float[] values = released.values(new PictureReader().read(Path.of("cat.jpg")));
 * }</pre>
 *
 * @param channels 3 for colour, 1 for grey
 * @param side of the square, in pixels
 * @param fraction the square's side as a part of the resized picture's shorter side, above 0, at most
 *     1
 * @param kernel how neighbours are weighed when resizing
 * @param mean taken from each value in [0, 1]
 * @param deviation what the rest is divided by, above 0
 */
public record InputSpec(
        int channels,
        int side,
        double fraction,
        Interpolation kernel,
        double mean,
        double deviation)
        implements PictureTransform {

    /** Wider than any net for pictures sees; a batch of such takes gigabytes. */
    private static final int MOST = 4096;

    /** Refuses what is no view. */
    public InputSpec {
        Objects.requireNonNull(kernel, "kernel");
        boolean square = side >= 1 && side <= MOST && fraction > 0 && fraction <= 1;
        boolean scaled = Double.isFinite(mean) && deviation > 0 && Double.isFinite(deviation);
        if (channels != 1 && channels != 3 || !square || !scaled) {
            throw new IllegalArgumentException(
                    "View needs 1 or 3 channels, a side from 1 to 4096, a fraction above 0, at most 1,"
                            + " a finite mean and a deviation above 0. Received: channels="
                            + channels
                            + ", side="
                            + side
                            + ", fraction="
                            + fraction
                            + ", mean="
                            + mean
                            + ", deviation="
                            + deviation
                            + ". Use 3, 299, 0.875, 0.5 and 0.5 for Inception-v4.");
        }
    }

    /**
     * The extent of what comes out.
     *
     * @return channels × side × side
     */
    public ImageShape pixels() {
        return new ImageShape(channels, side, side);
    }

    /**
     * The same of another extent.
     *
     * @param wider side of the square
     * @param share the square's side as a part of the resized picture's shorter side
     * @return a new letter
     */
    public InputSpec of(int wider, double share) {
        return new InputSpec(channels, wider, share, kernel, mean, deviation);
    }

    /**
     * The picture's square as bytes, before channels and scale.
     *
     * @param picture of any size
     * @return side × side pixels in colour
     */
    public Raster square(Picture picture) {
        return new CentreCrop(side, fraction, kernel).apply(raster(picture));
    }

    /**
     * A decoded picture as a raster, without a copy.
     *
     * @param picture any
     * @return the same bytes
     */
    public static Raster raster(Picture picture) {
        return new Raster(picture.width(), picture.height(), 3, picture.rgb());
    }

    /**
     * The values that a net is given.
     *
     * @param picture of any size
     * @return channels × side × side values, channels first
     */
    public float[] values(Picture picture) {
        float[] values = new float[pixels().count()];
        fill(picture, pixels(), values, 0);
        return values;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Scaled as the letter says, so not in [0, 1] unless mean is 0 and deviation 1.
     *
     * @throws IllegalArgumentException if {@code pixels} is not this view's extent
     */
    @Override
    public void fill(Picture picture, ImageShape pixels, float[] target, int offset) {
        if (!pixels.equals(pixels())) {
            throw new IllegalArgumentException(
                    "This view fills "
                            + pixels()
                            + ". Received: "
                            + pixels
                            + ". Ask for its own pixels().");
        }
        scale(square(picture), target, offset);
    }

    /**
     * Scales a square that is cut already.
     *
     * @param square side × side pixels in colour
     * @param target receives {@code pixels().count()} values
     * @param offset where in {@code target} they begin
     */
    public void scale(Raster square, float[] target, int offset) {
        int area = side * side;
        if (square.width() != side || square.height() != side || square.channels() != 3) {
            throw new IllegalArgumentException(
                    "This view scales squares of "
                            + side
                            + " colour pixels. Received: "
                            + square.pixels()
                            + ". Cut it with square(picture) or Crops.");
        }
        byte[] bytes = square.bytes();
        float[] table = new float[256];
        for (int v = 0; v < table.length; v++) {
            // In floats and in this order, as torchvision does it.
            table[v] = (v / 255f - (float) mean) / (float) deviation;
        }
        for (int i = 0; i < area; i++) {
            int red = bytes[3 * i] & 0xFF;
            int green = bytes[3 * i + 1] & 0xFF;
            int blue = bytes[3 * i + 2] & 0xFF;
            if (channels == 1) {
                target[offset + i] = table[19595 * red + 38470 * green + 7471 * blue + 32768 >> 16];
            } else {
                target[offset + i] = table[red];
                target[offset + area + i] = table[green];
                target[offset + 2 * area + i] = table[blue];
            }
        }
    }
}
