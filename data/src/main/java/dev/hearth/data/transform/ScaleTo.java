package dev.hearth.data.transform;

import dev.hearth.data.ImageShape;
import dev.hearth.tensor.Check;

/**
 * x ← low + x·(high − low): values in [0, 1] come to lie in [low, high], such as [−1, 1] for a
 * generator that ends in tanh.
 */
public record ScaleTo(double low, double high) implements Preprocess {

    /** Refuses an empty range. */
    public ScaleTo {
        if (!Double.isFinite(low) || !Double.isFinite(high) || low == high) {
            throw Check.error(
                    "ScaleTo needs two different numbers",
                    "low=" + low + ", high=" + high,
                    "Use −1 and 1 for tanh");
        }
    }

    @Override
    public boolean isElementwise() {
        return true;
    }

    @Override
    public void apply(float[] image, int at, ImageShape pixels) {
        float start = (float) low;
        float range = (float) (high - low);
        for (int i = at; i < at + pixels.count(); i++) {
            image[i] = start + image[i] * range;
        }
    }
}
