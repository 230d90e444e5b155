package dev.hearth.data.transform;

import dev.hearth.data.Augmentation;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Transform;

/**
 * A deterministic transform that keeps the image's extent, best a record. It
 * serves as a loader's augmentation, as a link of a chain, or for a whole data set.
 *
 * <pre>{@code
 * static Dataset contrasted(Dataset set) {
 *     return new GlobalContrastNormalization(55).of(set);
 * }
 * }</pre>
 */
public interface Preprocess extends Augmentation {

    /** Treats one image in place. */
    void apply(float[] image, int at, ImageShape pixels);

    /** Whether each value depends on the same value alone, so that it may follow a crop. */
    default boolean isElementwise() {
        return false;
    }

    @Override
    default ImageShape out(ImageShape in) {
        return in;
    }

    @Override
    default Transform build(ImageShape in) {
        out(in);
        return (source, from, target, to, random) -> {
            System.arraycopy(source, from, target, to, in.count());
            apply(target, to, in);
        };
    }

    /** A data set seen through this treatment, which happens anew at each reading. */
    default Dataset of(Dataset origin) {
        return new Preprocessed(origin, this);
    }
}
