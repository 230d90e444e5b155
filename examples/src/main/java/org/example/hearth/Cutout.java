package org.example.hearth;

import dev.hearth.data.Augmentation;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Transform;
import dev.hearth.tensor.Check;

/**
 * An augmentation: a square somewhere in the image becomes 0 in all channels (DeVries and Taylor 2017). The
 * square's middle is any pixel, so that part of it may lie outside.
 *
 * @param side of the square in pixels, 1 or more
 */
public record Cutout(int side) implements Augmentation {

    public Cutout {
        if (side < 1) {
            throw Check.error("Cutout needs a side of 1 or more", side, "Use 16 for CIFAR-10");
        }
    }

    @Override
    public ImageShape out(ImageShape in) {
        return in;
    }

    @Override
    public Transform build(ImageShape in) {
        return (source, from, target, to, random) -> {
            System.arraycopy(source, from, target, to, in.count());
            int top = random.nextInt(in.height()) - side / 2;
            int left = random.nextInt(in.width()) - side / 2;
            for (int row = Math.max(0, top); row < Math.min(in.height(), top + side); row++) {
                for (int x = Math.max(0, left); x < Math.min(in.width(), left + side); x++) {
                    for (int channel = 0; channel < in.channels(); channel++) {
                        target[to + (channel * in.height() + row) * in.width() + x] = 0;
                    }
                }
            }
        };
    }
}
