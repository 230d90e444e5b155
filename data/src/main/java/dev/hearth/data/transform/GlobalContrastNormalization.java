package dev.hearth.data.transform;

import dev.hearth.data.ImageShape;
import dev.hearth.tensor.Check;

/**
 * Every image with the same contrast: x ← scale · (x − mean(x)) / ‖x − mean(x)‖₂, mean and norm over
 * all values of the image. As in pylearn2 (Goodfellow et al. 2013, with scale 55), which the ELU
 * paper's CIFAR experiments follow. An image of one value becomes zero.
 *
 * @param scale the length that every image gets, above zero
 */
public record GlobalContrastNormalization(double scale) implements Preprocess {

    /** Below this length an image counts as flat and is not stretched, as in pylearn2. */
    private static final double FLAT = 1e-8;

    /** Refuses a scale that is not above zero. */
    public GlobalContrastNormalization {
        if (!(scale > 0)) {
            throw Check.error(
                    "GlobalContrastNormalization needs a scale above 0", scale, "Use 55 for CIFAR");
        }
    }

    @Override
    public void apply(float[] image, int at, ImageShape pixels) {
        int count = pixels.count();
        double sum = 0;
        for (int i = at; i < at + count; i++) {
            sum += image[i];
        }
        double mean = sum / count;
        double square = 0;
        for (int i = at; i < at + count; i++) {
            square += (image[i] - mean) * (image[i] - mean);
        }
        double norm = Math.sqrt(square);
        double factor = scale / (norm < FLAT ? 1 : norm);
        for (int i = at; i < at + count; i++) {
            image[i] = (float) ((image[i] - mean) * factor);
        }
    }
}
