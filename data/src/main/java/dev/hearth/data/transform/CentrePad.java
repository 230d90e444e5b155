package dev.hearth.data.transform;

import dev.hearth.data.Augmentation;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Transform;
import dev.hearth.tensor.Check;

/**
 * The image in the middle of a field of another size: cut where it is larger, surrounded by one value
 * where it is smaller. The image's pixel {@code ⌊size/2⌋} is put at the field's pixel {@code ⌊size/2⌋}, as
 * in the code of fractional max-pooling.
 *
 * <pre>{@code
 * Augmentation field = new CentrePad(94, 94, 128 / 255.0);   // FMP's CIFAR nets
 * }</pre>
 *
 * @param fill the value around the image
 */
public record CentrePad(int height, int width, double fill) implements Augmentation {

    /** Refuses an empty field. */
    public CentrePad {
        if (height < 1 || width < 1) {
            throw Check.error(
                    "CentreField needs at least one row and one column",
                    "height=" + height + ", width=" + width,
                    "Give the size that the network takes");
        }
    }

    @Override
    public ImageShape out(ImageShape in) {
        return new ImageShape(in.channels(), height, width);
    }

    @Override
    public Transform build(ImageShape in) {
        ImageShape out = out(in);
        int left = in.width() / 2 - width / 2;
        int top = in.height() / 2 - height / 2;
        return (source, from, target, to, random) ->
                PixelShift.copy(source, from, in, target, to, out, left, top, (float) fill);
    }
}
