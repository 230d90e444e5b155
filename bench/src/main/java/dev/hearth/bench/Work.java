package dev.hearth.bench;

import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.InMemoryDataset;
import dev.hearth.data.Loader;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.stream.IntStream;

/**
 * What every side of a comparison does: a stretch of training steps on the same batches. The images
 * are noise, because no kernel here is faster or slower for what it reads.
 *
 * @param data as many images as the stretch needs
 * @param batch images in a step
 */
public record Work(Dataset data, int batch) {

    private static final Seed SEED = new Seed(1).child("bench");

    /**
     * Ten classes of 1×28×28, in batches of 64.
     *
     * @param steps in the stretch
     * @return the work
     */
    public static Work mnist(int steps) {
        return mnist(64, steps);
    }

    /**
     * Ten classes of 1×28×28.
     *
     * @param batch images in a step
     * @param steps in the stretch
     * @return the work
     */
    public static Work mnist(int batch, int steps) {
        return new Work(noise("mnist-shaped", new ImageShape(1, 28, 28), batch * steps), batch);
    }

    /**
     * Ten classes of 3×32×32.
     *
     * @param batch images in a step
     * @param steps in the stretch
     * @return the work
     */
    public static Work cifar(int batch, int steps) {
        return new Work(noise("cifar-shaped", new ImageShape(3, 32, 32), batch * steps), batch);
    }

    /**
     * Images of noise in ten classes.
     *
     * @param name of the set, from which its noise comes
     * @param pixels shape of an image
     * @param count of images
     * @return the set
     */
    public static Dataset noise(String name, ImageShape pixels, int count) {
        return noise(name, pixels, count, 10);
    }

    /**
     * Images of noise.
     *
     * @param name of the set, from which its noise comes
     * @param pixels shape of an image
     * @param count of images
     * @param classes that their labels are drawn from
     * @return the set
     */
    public static Dataset noise(String name, ImageShape pixels, int count, int classes) {
        RandomStream random = SEED.child(name).stream();
        float[] images = new float[pixels.count() * count];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) random.nextDouble();
        }
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(classes);
        }
        return InMemoryDataset.of(
                name,
                pixels,
                IntStream.range(0, classes).mapToObj(i -> "" + i).toList(),
                images,
                labels);
    }

    /**
     * How many steps there are.
     *
     * @return images by images in a step
     */
    public int steps() {
        return data.size() / batch;
    }

    /**
     * The seed from which a task derives all of its chance.
     *
     * @return always the same
     */
    public Seed seed() {
        return SEED;
    }

    /**
     * The loader that a supervised run has, with its one thread.
     *
     * @return a new one
     */
    public Loader loader() {
        return new Loader(data, batch, SEED.child("data")).threads(1);
    }
}
