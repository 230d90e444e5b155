package dev.hearth.data.transform;

import dev.hearth.data.ImageShape;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.Resize;
import dev.hearth.tensor.Check;
import java.util.Objects;

/**
 * How a net sees a picture: the shorter side is resized to {@code ⌊side/fraction⌋}, the square in the
 * middle is cut out (its centre rounded half to even, as in torchvision), and each value v of 0 to 255
 * becomes {@code (v/255 − mean) / deviation}. So the values lie in [−1, 1] for Inception, whose mean
 * and deviation are both a half.
 *
 * <p>A grey square weighs red, green and blue as ITU-R 601-2 does, in Pillow's integers:
 * {@code (19595·R + 38470·G + 7471·B + 32768) / 65536}.
 *
 * <pre>{@code
 * InputSpec released = new InputSpec(3, 299, 0.875, Interpolation.BICUBIC, 0.5, 0.5);
 * float[] values = released.values(new PictureReader().read(Path.of("cat.jpg")));
 * }</pre>
 *
 * @param fraction the square's side over the resized picture's shorter side, above 0, at most 1
 * @param kernel the interpolation of resizing
 * @param mean subtracted from each value in [0, 1]
 * @param deviation divides the difference, above 0
 */
public record InputSpec(
        int channels,
        int side,
        double fraction,
        Interpolation kernel,
        double mean,
        double deviation) {

    /** The largest side, 4096: wider than any net for pictures takes; a batch of such takes gigabytes. */
    public static final int MOST_SIDE = 4096;

    /** Refuses numbers outside of their ranges. */
    public InputSpec {
        Objects.requireNonNull(kernel, "kernel");
        boolean square = side >= 1 && side <= MOST_SIDE && fraction > 0 && fraction <= 1;
        boolean scaled = Double.isFinite(mean) && deviation > 0 && Double.isFinite(deviation);
        if (channels != 1 && channels != 3 || !square || !scaled) {
            throw Check.error(
                    "InputSpec needs 1 or 3 channels, a side from 1 to 4096, a fraction above 0, at most"
                            + " 1, a finite mean and a deviation above 0",
                    "channels="
                            + channels
                            + ", side="
                            + side
                            + ", fraction="
                            + fraction
                            + ", mean="
                            + mean
                            + ", deviation="
                            + deviation,
                    "Use 3, 299, 0.875, 0.5 and 0.5 for Inception-v4");
        }
    }

    /** A square in colour with values in [0, 1], in bicubic interpolation. */
    public static InputSpec unscaled(int side, double fraction) {
        return new InputSpec(3, side, fraction, Interpolation.BICUBIC, 0, 1);
    }

    /** The extent of the result: channels × side × side. */
    public ImageShape pixels() {
        return new ImageShape(channels, side, side);
    }

    /** The same with another side and fraction. */
    public InputSpec of(int otherSide, double otherFraction) {
        return new InputSpec(channels, otherSide, otherFraction, kernel, mean, deviation);
    }

    /** The square as bytes, before channels and scale; only the square is computed. */
    public Picture square(Picture picture) {
        int shorter = (int) Math.floor(side / fraction);
        Resize resize = Resize.shorterSide(kernel, shorter, picture);
        int left = (int) Math.rint((resize.width() - side) / 2.0);
        int top = (int) Math.rint((resize.height() - side) / 2.0);
        return resize.part(picture, left, top, side, side);
    }

    /** The values that a net is given: channels × side × side of them, channels first. */
    public float[] values(Picture picture) {
        float[] values = new float[pixels().count()];
        scale(square(picture), values, 0);
        return values;
    }

    /**
     * Scales each value of a picture in colour, such as {@link #square} or one of {@link TestCrops}.
     *
     * @param target receives as many values as the picture has pixels, times this count of channels
     */
    public void scale(Picture picture, float[] target, int offset) {
        if (picture.channels() != 3) {
            throw Check.error(
                    "InputSpec scales pictures in colour",
                    picture.channels() + " channels",
                    "Repeat the grey channel three times");
        }
        int area = picture.width() * picture.height();
        byte[] bytes = picture.bytes();
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
