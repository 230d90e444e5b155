package dev.hearth.data.augment;

import dev.hearth.data.Augment;
import dev.hearth.data.Augmenter;
import dev.hearth.data.Pixels;
import java.util.List;

/**
 * One treatment after the other; all draw from the image's one stream, in this order.
 *
 * <pre>{@code
 * double grey = 128 / 255.0;                         // FMP on CIFAR-10
 * Augment augment = new Chain(
 *         new CentreField(94, 94, grey),
 *         Affine.cifar10(grey),
 *         Colour.asRun(),
 *         new Shift(16, grey));
 * }</pre>
 *
 * @param links in the order in which they happen; none at all is a copy
 */
public record Chain(List<Augment> links) implements Augment {

    /** Keeps a copy of the list. */
    public Chain {
        links = List.copyOf(links);
    }

    /**
     * One treatment after the other.
     *
     * @param links in the order in which they happen
     */
    public Chain(Augment... links) {
        this(List.of(links));
    }

    @Override
    public Pixels out(Pixels in) {
        Pixels pixels = in;
        for (Augment link : links) {
            pixels = link.out(pixels);
        }
        return pixels;
    }

    @Override
    public Augmenter build(Pixels in) {
        int count = links.size();
        Augmenter[] machines = new Augmenter[count];
        float[][] between = new float[count][];
        Pixels pixels = in;
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
