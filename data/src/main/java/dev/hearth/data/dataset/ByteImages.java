package dev.hearth.data.dataset;

import dev.hearth.data.ImageShape;
import dev.hearth.data.LabelledImages;
import dev.hearth.tensor.Check;
import java.util.List;
import java.util.Objects;

/** Labelled images as the bytes of their file, one a value: a quarter of what floats would take. */
final class ByteImages extends LabelledImages {

    private static final float[] VALUES = values();

    private final ImageShape pixels;
    private final byte[] content;
    private final byte[] labels;
    private String digest;

    /** Lays labels beside images. */
    ByteImages(
            String name,
            ImageShape pixels,
            byte[] content,
            byte[] labels,
            List<String> classNames) {
        super(name, classNames, widened(labels));
        if (content.length != (long) labels.length * pixels.count()) {
            throw Check.error(
                    "Images need " + pixels.count() + " bytes a label",
                    content.length + " bytes, " + labels.length + " labels",
                    "Read both from one data set");
        }
        this.pixels = pixels;
        this.content = content;
        this.labels = labels;
    }

    private static int[] widened(byte[] labels) {
        int[] wide = new int[labels.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = labels[i] & 0xFF;
        }
        return wide;
    }

    private static float[] values() {
        float[] values = new float[256];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / 255f;
        }
        return values;
    }

    @Override
    public ImageShape pixels() {
        return pixels;
    }

    @Override
    public void read(int index, float[] target, int offset) {
        int count = pixels.count();
        int first = Objects.checkIndex(index, labels.length) * count;
        Objects.checkFromIndexSize(offset, count, target.length);
        for (int i = 0; i < count; i++) {
            target[offset + i] = VALUES[content[first + i] & 0xFF];
        }
    }

    @Override
    public synchronized String digest() {
        if (digest == null) {
            ContentDigest content256 = new ContentDigest().text(pixels.toString());
            classNames().forEach(content256::text);
            digest = content256.bytes(labels).bytes(content).hex();
        }
        return digest;
    }
}
