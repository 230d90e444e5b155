package dev.hearth.data.transform;

import dev.hearth.data.Augmentation;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Transform;
import dev.hearth.tensor.Check;

/**
 * Lighter or darker as a whole: v·(1 + U(±contrast)) + U(±brightness), the same for all channels.
 *
 * @param contrast greatest relative change of values, below 1
 * @param brightness greatest value added or taken away
 */
public record Brightness(double contrast, double brightness) implements Augmentation {

    /** Refuses ranges that could turn light into dark. */
    public Brightness {
        if (!(contrast >= 0 && contrast < 1 && brightness >= 0)) {
            throw Check.error(
                    "Brightness needs 0 ≤ contrast < 1 and brightness ≥ 0",
                    "contrast=" + contrast + ", brightness=" + brightness,
                    "Both directions are meant already");
        }
    }

    @Override
    public ImageShape out(ImageShape in) {
        return in;
    }

    @Override
    public Transform build(ImageShape in) {
        int count = in.count();
        return (source, from, target, to, random) -> {
            float scale = (float) (1 + random.uniform(-contrast, contrast));
            float added = (float) random.uniform(-brightness, brightness);
            for (int i = 0; i < count; i++) {
                target[to + i] = source[from + i] * scale + added;
            }
        };
    }
}
