package dev.hearth.data.augment;

import dev.hearth.data.Augment;
import dev.hearth.data.Augmenter;
import dev.hearth.data.Pixels;

/**
 * The image in the middle of a field of another size: cut where it is larger, surrounded by one value
 * where it is smaller. The image's pixel {@code ⌊size/2⌋} comes to the field's pixel {@code ⌊size/2⌋}, as
 * in the code of fractional max-pooling. Nothing here is chance.
 *
 * <pre>{@code
 * Augment field = new CentreField(94, 94, 128 / 255.0);   // FMP's CIFAR nets
 * }</pre>
 *
 * @param height rows of the field
 * @param width columns of the field
 * @param fill the value around the image
 */
public record CentreField(int height, int width, double fill) implements Augment {

    /** Refuses an empty field. */
    public CentreField {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "CentreField needs at least one row and one column. Received: height="
                            + height
                            + ", width="
                            + width
                            + ". Give the size that the network takes.");
        }
    }

    @Override
    public Pixels out(Pixels in) {
        return new Pixels(in.channels(), height, width);
    }

    @Override
    public Augmenter build(Pixels in) {
        Pixels out = out(in);
        int left = in.width() / 2 - width / 2;
        int top = in.height() / 2 - height / 2;
        return (source, from, target, to, random) ->
                Window.copy(source, from, in, target, to, out, left, top, (float) fill);
    }
}
