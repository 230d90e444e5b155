package dev.hearth.data;

import dev.hearth.tensor.Check;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Supplier;

/**
 * A data set that is one array of values, such as a whitened CIFAR-10. Values need not be in [0, 1].
 *
 * <pre>{@code
 * Dataset points = InMemoryDataset.of("points", new ImageShape(1, 1, 2), List.of("left", "right"),
 *         new float[] {0, 1, 1, 0}, new int[] {0, 1});
 * }</pre>
 */
public final class InMemoryDataset extends LabelledImages {

    private final ImageShape pixels;
    private final float[] images;
    private final Supplier<String> digests;
    private volatile String digest = "";

    private InMemoryDataset(
            String name,
            ImageShape pixels,
            List<String> classNames,
            float[] images,
            int[] labels,
            Supplier<String> digests) {
        super(name, classNames, labels);
        this.pixels = pixels;
        this.images = images;
        this.digests = digests;
        if ((long) labels.length * pixels.count() != images.length) {
            throw Check.error(
                    "InMemoryDataset needs " + pixels.count() + " values a label",
                    labels.length + " labels and " + images.length + " values",
                    "Give every image in full, channels first");
        }
    }

    /**
     * Wraps arrays without copying them; they must not change afterwards.
     *
     * @return the data set; its digest is over extents, labels and values
     * @throws IllegalArgumentException if counts disagree or a label has no class
     */
    public static InMemoryDataset of(
            String name, ImageShape pixels, List<String> classNames, float[] images, int[] labels) {
        return new InMemoryDataset(
                name, pixels, classNames, images, labels, () -> content(pixels, images, labels));
    }

    /**
     * Values computed from another data set, with that set's labels and classes.
     *
     * @return the data set, under the origin's name; its digest is over the origin's digest and
     *     {@code how}
     */
    public static InMemoryDataset derived(
            Dataset origin, String how, ImageShape pixels, float[] images) {
        int[] labels = new int[origin.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = origin.label(i);
        }
        return new InMemoryDataset(
                origin.name(),
                pixels,
                origin.classNames(),
                images,
                labels,
                () -> Sha256.derived(origin, how));
    }

    /** Reads a whole data set into memory. */
    public static InMemoryDataset copy(Dataset origin) {
        int values = origin.pixels().count();
        float[] images = new float[Math.multiplyExact(values, origin.size())];
        int[] labels = new int[origin.size()];
        for (int i = 0; i < labels.length; i++) {
            origin.read(i, images, i * values);
            labels[i] = origin.label(i);
        }
        return new InMemoryDataset(
                origin.name(),
                origin.pixels(),
                origin.classNames(),
                images,
                labels,
                origin::digest);
    }

    private static String content(ImageShape pixels, float[] images, int[] labels) {
        MessageDigest sha = Sha256.sha256();
        sha.update(pixels.toString().getBytes(StandardCharsets.UTF_8));
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        for (int label : labels) {
            sha.update(bytes.clear().putInt(label).flip());
        }
        FloatBuffer floats = bytes.clear().asFloatBuffer();
        for (int from = 0; from < images.length; from += floats.capacity()) {
            int count = Math.min(floats.capacity(), images.length - from);
            floats.clear().put(images, from, count);
            sha.update(bytes.clear().limit(count * Float.BYTES));
        }
        return Sha256.hexadecimal(sha);
    }

    @Override
    public ImageShape pixels() {
        return pixels;
    }

    @Override
    public void read(int index, float[] target, int offset) {
        int values = pixels.count();
        System.arraycopy(images, Math.multiplyExact(index, values), target, offset, values);
    }

    @Override
    public String digest() {
        if (digest.isEmpty()) {
            digest = digests.get();
        }
        return digest;
    }
}
