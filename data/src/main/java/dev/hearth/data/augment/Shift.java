package dev.hearth.data.augment;

import dev.hearth.data.Augment;
import dev.hearth.data.Augmenter;
import dev.hearth.data.Pixels;

/**
 * Moves the image by whole pixels, in both directions alike.
 *
 * @param range the farthest move in pixels; each from −range to range is as likely
 * @param fill the value that follows from outside
 */
public record Shift(int range, double fill) implements Augment {

    /** Refuses a negative range. */
    public Shift {
        if (range < 0) {
            throw new IllegalArgumentException(
                    "Shift needs a range of at least 0 pixels. Received: "
                            + range
                            + ". Both directions are meant already.");
        }
    }

    @Override
    public Pixels out(Pixels in) {
        return in;
    }

    @Override
    public Augmenter build(Pixels in) {
        return (source, from, target, to, random) -> {
            int left = random.nextInt(2 * range + 1) - range;
            int top = random.nextInt(2 * range + 1) - range;
            Window.copy(source, from, in, target, to, in, left, top, (float) fill);
        };
    }
}
