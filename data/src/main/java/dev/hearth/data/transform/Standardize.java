package dev.hearth.data.transform;

import dev.hearth.data.ImageShape;
import dev.hearth.tensor.Check;
import java.util.List;

/**
 * x ← (x − mean) / deviation, channel by channel.
 *
 * <pre>{@code
 * Preprocess inception = Standardize.all(0.5, 0.5);             // [0, 1] → [−1, 1]
 * Preprocess fmp = Standardize.all(128 / 255.0, 128 / 255.0);   // (8-bit − 128) / 128
 * }</pre>
 *
 * @param mean one a channel, or one for all
 * @param deviation one a channel, or one for all; none is zero
 */
public record Standardize(List<Double> mean, List<Double> deviation) implements Preprocess {

    /** Refuses lists of different lengths and deviations of zero. */
    public Standardize {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.isEmpty() || mean.size() != deviation.size() || deviation.contains(0.0)) {
            throw Check.error(
                    "Standardize needs as many means as deviations, none of these 0",
                    "mean=" + mean + ", deviation=" + deviation,
                    "Give one of each a channel, or one for all");
        }
    }

    /**
     * The same for all channels.
     *
     * @param mean what is subtracted
     */
    public static Standardize all(double mean, double deviation) {
        return new Standardize(List.of(mean), List.of(deviation));
    }

    @Override
    public ImageShape out(ImageShape in) {
        if (mean.size() != 1 && mean.size() != in.channels()) {
            throw Check.error(
                    "Standardize with " + mean.size() + " means needs images of as many channels",
                    in,
                    "Give one mean a channel, or one for all");
        }
        return in;
    }

    @Override
    public void apply(float[] image, int at, ImageShape pixels) {
        int area = pixels.height() * pixels.width();
        for (int c = 0; c < pixels.channels(); c++) {
            float centre = mean.get(mean.size() == 1 ? 0 : c).floatValue();
            float spread = deviation.get(mean.size() == 1 ? 0 : c).floatValue();
            for (int i = at + c * area; i < at + (c + 1) * area; i++) {
                image[i] = (image[i] - centre) / spread;
            }
        }
    }
}
