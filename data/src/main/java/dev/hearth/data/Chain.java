package dev.hearth.data;

import java.util.List;

/**
 * One treatment after the other; all draw from the image's one stream, in this order.
 *
 * <pre>{@code
 * double grey = 128 / 255.0;                         // FMP on CIFAR-10
 * Augmentation augment = new Chain(
 *         new CentrePad(94, 94, grey),
 *         RandomAffine.cifar10(grey),
 *         ColourJitter.asRun(),
 *         new RandomShift(16, grey));
 * }</pre>
 */
public record Chain(List<Augmentation> links) implements Augmentation {

    /** Keeps a copy of the list. */
    public Chain {
        links = List.copyOf(links);
    }

    /** One treatment after the other. */
    public Chain(Augmentation... links) {
        this(List.of(links));
    }

    @Override
    public ImageShape out(ImageShape in) {
        ImageShape pixels = in;
        for (Augmentation link : links) {
            pixels = link.out(pixels);
        }
        return pixels;
    }

    @Override
    public Transform build(ImageShape in) {
        int count = links.size();
        Transform[] machines = new Transform[count];
        float[][] between = new float[count][];
        ImageShape pixels = in;
        for (int i = 0; i < count; i++) {
            machines[i] = links.get(i).build(pixels);
            pixels = links.get(i).out(pixels);
            between[i] = new float[i < count - 1 ? pixels.count() : 0];
        }
        return (source, from, target, to, random) -> {
            float[] image = source;
            int at = from;
            for (int i = 0; i < count - 1; i++) {
                machines[i].apply(image, at, between[i], 0, random);
                image = between[i];
                at = 0;
            }
            if (count == 0) {
                System.arraycopy(source, from, target, to, in.count());
            } else {
                machines[count - 1].apply(image, at, target, to, random);
            }
        };
    }
}
