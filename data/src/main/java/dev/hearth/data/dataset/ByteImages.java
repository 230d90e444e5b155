package dev.hearth.data.dataset;

import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.tensor.Check;
import java.util.List;
import java.util.Objects;

/** Labelled images as the bytes of their file, one a value: a quarter of what floats would take. */
final class ByteImages implements Dataset {

    private static final float[] VALUES = values();

    private final String name;
    private final ImageShape pixels;
    private final byte[] content;
    private final byte[] labels;
    private final List<String> classNames;
    private String digest;

    /** Lays labels beside images. */
    ByteImages(
            String name,
            ImageShape pixels,
            byte[] content,
            byte[] labels,
            List<String> classNames) {
        if (content.length != (long) labels.length * pixels.count()) {
            throw Check.error(
                    "Images need " + pixels.count() + " bytes a label",
                    content.length + " bytes, " + labels.length + " labels",
                    "Read both from one data set");
        }
        this.name = name;
        this.pixels = pixels;
        this.content = content;
        this.labels = labels;
        this.classNames = List.copyOf(classNames);
    }

    private static float[] values() {
        float[] values = new float[256];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / 255f;
        }
        return values;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public ImageShape pixels() {
        return pixels;
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public int label(int index) {
        return labels[Objects.checkIndex(index, labels.length)] & 0xFF;
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
            classNames.forEach(content256::text);
            digest = content256.bytes(labels).bytes(content).hex();
        }
        return digest;
    }

    @Override
    public String toString() {
        return name + ": " + labels.length + " images of " + pixels;
    }
}
