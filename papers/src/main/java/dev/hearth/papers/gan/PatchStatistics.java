package dev.hearth.papers.gan;

import dev.hearth.data.ImageShape;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.metric.FeatureMoments;
import dev.hearth.train.metric.FrechetDistance;

/**
 * What images look like from near: the mean and covariance of the values of small patches at random
 * places, and images from which either texture or structure was taken, for scale.
 *
 * @param pixels the extent of an image
 */
record PatchStatistics(ImageShape pixels) {

    private static final int PATCH = 5;
    private static final int PER_IMAGE = 8;
    private static final int TILE = 8;

    /** Mean and covariance of 8 patches of 5×5 of each image. */
    FeatureMoments moments(float[] images, Seed seed) {
        int count = images.length / pixels.count();
        int size = pixels.channels() * PATCH * PATCH;
        float[] patches = new float[count * PER_IMAGE * size];
        RandomStream random = seed.stream();
        int at = 0;
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < PER_IMAGE; k++) {
                int top = random.nextInt(pixels.height() - PATCH + 1);
                int left = random.nextInt(pixels.width() - PATCH + 1);
                for (int c = 0; c < pixels.channels(); c++) {
                    for (int row = 0; row < PATCH; row++) {
                        System.arraycopy(images, index(i, c, top + row, left), patches, at, PATCH);
                        at += PATCH;
                    }
                }
            }
        }
        return FeatureMoments.of(Tensor.of(patches, (long) count * PER_IMAGE, size));
    }

    /** The Fréchet distance of the patches of two sets of images. */
    static double distance(FeatureMoments one, FeatureMoments other) {
        return FrechetDistance.between(one, other);
    }

    private int index(int image, int channel, int row, int column) {
        return ((image * pixels.channels() + channel) * pixels.height() + row) * pixels.width()
                + column;
    }

    /** Without texture: each value the mean of the 5×5 around it, within the image. */
    float[] blurred(float[] images) {
        float[] blurred = new float[images.length];
        int count = images.length / pixels.count();
        int reach = PATCH / 2;
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < pixels.channels(); c++) {
                for (int row = 0; row < pixels.height(); row++) {
                    for (int column = 0; column < pixels.width(); column++) {
                        double sum = 0;
                        int cells = 0;
                        for (int y = Math.max(0, row - reach);
                                y <= Math.min(pixels.height() - 1, row + reach);
                                y++) {
                            for (int x = Math.max(0, column - reach);
                                    x <= Math.min(pixels.width() - 1, column + reach);
                                    x++) {
                                sum += images[index(i, c, y, x)];
                                cells++;
                            }
                        }
                        blurred[index(i, c, row, column)] = (float) (sum / cells);
                    }
                }
            }
        }
        return blurred;
    }

    /** Without structure: tiles of 8×8 in random order, another one in each image. */
    float[] shuffled(float[] images, Seed seed) {
        float[] shuffled = new float[images.length];
        int count = images.length / pixels.count();
        int across = pixels.width() / TILE;
        int tiles = across * (pixels.height() / TILE);
        RandomStream random = seed.stream();
        for (int i = 0; i < count; i++) {
            int[] order = new int[tiles];
            for (int t = 0; t < tiles; t++) {
                int other = random.nextInt(t + 1);
                order[t] = order[other];
                order[other] = t;
            }
            for (int t = 0; t < tiles; t++) {
                for (int c = 0; c < pixels.channels(); c++) {
                    for (int row = 0; row < TILE; row++) {
                        System.arraycopy(
                                images,
                                index(
                                        i,
                                        c,
                                        order[t] / across * TILE + row,
                                        order[t] % across * TILE),
                                shuffled,
                                index(i, c, t / across * TILE + row, t % across * TILE),
                                TILE);
                    }
                }
            }
        }
        return shuffled;
    }
}
