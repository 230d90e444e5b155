package dev.hearth.data.transform;

import dev.hearth.data.Augmentation;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Transform;
import dev.hearth.tensor.Check;

/**
 * Random colours: to each channel's value v at column x, row y is added
 *
 * <p>δ₁ + δ₂ (v − background) + δ₃ (x − ⌊width/2⌋) + δ₄ (y − ⌊height/2⌋),
 *
 * <p>with δ₁ … δ₄ normal, drawn once an image and channel. Pixels that are background in all channels
 * stay background. As in fractional max-pooling's code ({@code OpenCVPicture.cpp}); nothing is clipped.
 *
 * @param offset standard deviation of δ₁
 * @param gain standard deviation of δ₂
 * @param across standard deviation of δ₃, a pixel
 * @param down standard deviation of δ₄, a pixel
 * @param background the value that surrounds images
 * @param tolerance a pixel is background if no channel is farther from it than this
 */
public record ColourJitter(
        double offset, double gain, double across, double down, double background, double tolerance)
        implements Augmentation {

    /** Refuses negative deviations. */
    public ColourJitter {
        if (!(offset >= 0 && gain >= 0 && across >= 0 && down >= 0)) {
            throw Check.error(
                    "Colour needs standard deviations of at least 0",
                    "offset=" + offset + ", gain=" + gain + ", across=" + across + ", down=" + down,
                    "Use 0 to leave one out");
        }
    }

    /**
     * What fractional max-pooling's CIFAR-10 code asks for, 25.5, 0.15, 2.4 and 2.4 of 255, for
     * values in [0, 1].
     */
    public static ColourJitter asWritten() {
        return of255(25.5, 0.15, 2.4, 2.4);
    }

    /** What that code did: its function takes whole numbers, so that 25, 0, 2 and 2 arrived. */
    public static ColourJitter asRun() {
        return of255(25, 0, 2, 2);
    }

    private static ColourJitter of255(double offset, double gain, double across, double down) {
        return new ColourJitter(
                offset / 255, gain, across / 255, down / 255, 128 / 255.0, 2 / 255.0);
    }

    @Override
    public ImageShape out(ImageShape in) {
        return in;
    }

    @Override
    public Transform build(ImageShape in) {
        double[] delta = new double[4 * in.channels()];
        return (source, from, target, to, random) -> {
            for (int c = 0; c < in.channels(); c++) {
                delta[4 * c] = offset * random.nextGaussian();
                delta[4 * c + 1] = gain * random.nextGaussian();
                delta[4 * c + 2] = across * random.nextGaussian();
                delta[4 * c + 3] = down * random.nextGaussian();
            }
            int area = in.height() * in.width();
            for (int i = 0, y = -(in.height() / 2); i < area; y++) {
                int end = i + in.width();
                for (int x = -(in.width() / 2); i < end; x++, i++) {
                    boolean picture = picture(source, from + i, in.channels(), area);
                    for (int c = 0; c < in.channels(); c++) {
                        float v = source[from + c * area + i];
                        double change =
                                delta[4 * c]
                                        + delta[4 * c + 1] * (v - background)
                                        + delta[4 * c + 2] * x
                                        + delta[4 * c + 3] * y;
                        target[to + c * area + i] = picture ? (float) (v + change) : v;
                    }
                }
            }
        };
    }

    private boolean picture(float[] source, int at, int channels, int area) {
        for (int c = 0; c < channels; c++) {
            if (Math.abs(source[at + c * area] - background) > tolerance) {
                return true;
            }
        }
        return false;
    }
}
