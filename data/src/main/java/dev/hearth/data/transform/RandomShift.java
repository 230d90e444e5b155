package dev.hearth.data.transform;

import dev.hearth.data.Augmentation;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Transform;
import dev.hearth.tensor.Check;

/**
 * Moves the image by whole pixels, in both directions alike.
 *
 * @param range the farthest move in pixels; each from −range to range is as likely
 * @param fill the value that follows from outside
 */
public record RandomShift(int range, double fill) implements Augmentation {

    /** Refuses a negative range. */
    public RandomShift {
        if (range < 0) {
            throw Check.error(
                    "Shift needs a range of at least 0 pixels",
                    range,
                    "Both directions are meant already");
        }
    }

    @Override
    public ImageShape out(ImageShape in) {
        return in;
    }

    @Override
    public Transform build(ImageShape in) {
        return (source, from, target, to, random) -> {
            int left = random.nextInt(2 * range + 1) - range;
            int top = random.nextInt(2 * range + 1) - range;
            PixelShift.copy(source, from, in, target, to, in, left, top, (float) fill);
        };
    }
}
