package dev.hearth.data.transform;

import dev.hearth.data.Augmentation;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Transform;
import dev.hearth.tensor.Check;
import java.util.Objects;

/**
 * Zeros around the image, then a crop of the image's own size at a random place, then perhaps a
 * mirror: the augmentation of the ELU paper's CIFAR experiments (§4.2, 4 pixels on each side).
 *
 * <pre>{@code
 * Augmentation augment = new PadCropFlip(4, Flip.HORIZONTAL);
 * }</pre>
 */
public record PadCropFlip(int pad, Flip flip) implements Augmentation {

    /** Refuses negative padding. */
    public PadCropFlip {
        Objects.requireNonNull(flip, "flip");
        if (pad < 0) {
            throw Check.error("PadCropFlip needs no negative padding", pad, "Use 0 to mirror only");
        }
    }

    @Override
    public ImageShape out(ImageShape in) {
        return in;
    }

    @Override
    public Transform build(ImageShape in) {
        return (source, from, target, to, random) -> {
            int left = random.nextInt(2 * pad + 1) - pad;
            int top = random.nextInt(2 * pad + 1) - pad;
            boolean mirror = flip == Flip.HORIZONTAL && random.nextBoolean();
            PixelShift.copy(source, from, in, target, to, in, left, top, 0f);
            if (mirror) {
                PixelShift.mirror(target, to, in);
            }
        };
    }
}
