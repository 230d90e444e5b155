package dev.hearth.nn;

import dev.hearth.tensor.Check;

/** The shape of one example, without the batch. */
public sealed interface Shape {

    /** How many numbers an example has. */
    long count();

    /** The extents of a batch of so many examples. */
    long[] batch(long size);

    /** Channels of an image, numbers of a vector. */
    int features();

    /** The same height and width with another number of features. */
    Shape withFeatures(int features);

    /**
     * An image, in the order of libtorch's extents.
     *
     * @param channels above 0
     * @param height rows, above 0
     * @param width columns, above 0
     */
    record Image(int channels, int height, int width) implements Shape {

        /** Refuses an extent below 1. */
        public Image {
            if (channels < 1 || height < 1 || width < 1) {
                throw Check.error(
                        "An image needs at least one channel, row and column",
                        channels + "×" + height + "×" + width,
                        "Pool or stride less, or begin with a larger image");
            }
        }

        @Override
        public long count() {
            return (long) channels * height * width;
        }

        @Override
        public long[] batch(long size) {
            return new long[] {size, channels, height, width};
        }

        @Override
        public int features() {
            return channels;
        }

        @Override
        public Shape withFeatures(int features) {
            return new Image(features, height, width);
        }

        @Override
        public String toString() {
            return channels + "×" + height + "×" + width;
        }
    }

    /**
     * A vector.
     *
     * @param size numbers, above 0
     */
    record Vector(int size) implements Shape {

        /** Refuses a size below 1. */
        public Vector {
            if (size < 1) {
                throw Check.error(
                        "A vector needs at least one number",
                        "size=" + size,
                        "Give the number of features");
            }
        }

        @Override
        public long count() {
            return size;
        }

        @Override
        public long[] batch(long size) {
            return new long[] {size, this.size};
        }

        @Override
        public int features() {
            return size;
        }

        @Override
        public Shape withFeatures(int features) {
            return new Vector(features);
        }

        @Override
        public String toString() {
            return Integer.toString(size);
        }
    }

    /**
     * Requires an image.
     *
     * @param who the layer that needs it, for the message
     */
    static Image image(String who, Shape in) {
        if (in instanceof Image image) {
            return image;
        }
        throw Check.error(who + " needs an image", "a vector of " + in, "Put it before Flatten");
    }

    /**
     * Requires a vector.
     *
     * @param who the layer that needs it, for the message
     */
    static Vector vector(String who, Shape in) {
        if (in instanceof Vector vector) {
            return vector;
        }
        throw Check.error(who + " needs a vector", "an image of " + in, "Put Flatten before it");
    }
}
