package dev.hearth.data.transform;

import dev.hearth.data.Augmentation;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Transform;
import dev.hearth.tensor.Check;
import java.util.Objects;

/**
 * A square of the image at a random place, each place as likely as another, not resized, then perhaps a
 * mirror: the augmentation of nets on ImageNet before GoogLeNet, 224×224 of 256×256 (Krizhevsky et al.
 * 2012, §4.1; Clevert et al. 2015, §4.4).
 *
 * <pre>{@code
 * Augmentation augment = new RandomSquare(224, Flip.HORIZONTAL);
 * }</pre>
 *
 * @param side of the square, above 0 and at most the image's sides
 */
public record RandomSquare(int side, Flip flip) implements Augmentation {

    /** Refuses an empty square. */
    public RandomSquare {
        Objects.requireNonNull(flip, "flip");
        if (side < 1) {
            throw Check.error("RandomSquare needs a side above 0", "side=" + side, "Use 224");
        }
    }

    @Override
    public ImageShape out(ImageShape in) {
        if (side > in.height() || side > in.width()) {
            throw Check.error(
                    "RandomSquare needs an image of at least " + side + "×" + side,
                    in,
                    "Use a smaller side");
        }
        return new ImageShape(in.channels(), side, side);
    }

    @Override
    public Transform build(ImageShape in) {
        ImageShape out = out(in);
        return (source, from, target, to, random) -> {
            int left = random.nextInt(in.width() - side + 1);
            int top = random.nextInt(in.height() - side + 1);
            boolean mirror = flip == Flip.HORIZONTAL && random.nextBoolean();
            PixelShift.copy(source, from, in, target, to, out, left, top, 0f);
            if (mirror) {
                PixelShift.mirror(target, to, out);
            }
        };
    }
}
