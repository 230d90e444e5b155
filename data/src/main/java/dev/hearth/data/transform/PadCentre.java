package dev.hearth.data.transform;

import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Sha256;
import dev.hearth.tensor.Check;
import java.util.Arrays;
import java.util.List;

/**
 * The image in the middle of a square field, with (x − background)·scale for its values and 0 around
 * it, as the nets of fractional max-pooling take their images: the image's pixel {@code ⌊size/2⌋}
 * is put at the field's pixel {@code ⌊side/2⌋}; what is larger than the field is cut.
 *
 * <pre>{@code
 * static Dataset field(Dataset cifar) {
 *     return new PadCentre(94, 128 / 255.0, 255 / 128.0).of(cifar);   // (byte − 128)/128
 * }
 * }</pre>
 *
 * @param background the value that becomes 0
 * @param scale what the rest is multiplied by, not 0
 */
public record PadCentre(int side, double background, double scale) {

    /** Refuses an empty field and values that all become 0. */
    public PadCentre {
        if (side < 1 || !Double.isFinite(background) || !Double.isFinite(scale) || scale == 0) {
            throw Check.error(
                    "PadCentre needs a side above 0 and finite numbers, its scale not 0",
                    "side=" + side + ", background=" + background + ", scale=" + scale,
                    "Use 0 and 1 to leave values as they are");
        }
    }

    /** A data set seen through this treatment, which happens anew at each reading. */
    public Dataset of(Dataset origin) {
        return new Fielded(origin, this);
    }

    /** The images in their fields. */
    private record Fielded(Dataset origin, PadCentre field) implements Dataset {

        @Override
        public String name() {
            return origin.name();
        }

        @Override
        public int size() {
            return origin.size();
        }

        @Override
        public ImageShape pixels() {
            return new ImageShape(origin.pixels().channels(), field.side(), field.side());
        }

        @Override
        public List<String> classNames() {
            return origin.classNames();
        }

        @Override
        public int label(int index) {
            return origin.label(index);
        }

        @Override
        public void read(int index, float[] target, int offset) {
            ImageShape in = origin.pixels();
            float[] image = new float[in.count()];
            origin.read(index, image, 0);
            int side = field.side();
            Arrays.fill(target, offset, offset + pixels().count(), 0);
            int left = side / 2 - in.width() / 2;
            int top = side / 2 - in.height() / 2;
            float background = (float) field.background();
            float scale = (float) field.scale();
            for (int c = 0; c < in.channels(); c++) {
                for (int y = Math.max(0, -top); y < Math.min(in.height(), side - top); y++) {
                    int from = (c * in.height() + y) * in.width();
                    int to = offset + (c * side + y + top) * side + left;
                    for (int x = Math.max(0, -left); x < Math.min(in.width(), side - left); x++) {
                        target[to + x] = (image[from + x] - background) * scale;
                    }
                }
            }
        }

        @Override
        public String digest() {
            return Sha256.derived(origin, field.toString());
        }
    }
}
