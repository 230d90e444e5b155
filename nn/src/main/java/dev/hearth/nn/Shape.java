package dev.hearth.nn;

/** The shape of one example, without the batch. */
public sealed interface Shape {

    /**
     * The count of numbers in one example.
     *
     * @return the product of the extents
     */
    long count();

    /**
     * The extents of a batch of such examples.
     *
     * @param size of the batch
     * @return the batch's size and the extents
     */
    long[] batch(long size);

    /**
     * The count of features: channels of an image, numbers of a vector.
     *
     * @return the extent of dimension 1 of a batch
     */
    int features();

    /**
     * An image of channels, rows and columns.
     *
     * @param channels above 0
     * @param height rows, above 0
     * @param width columns, above 0
     */
    record Image(int channels, int height, int width) implements Shape {

        /** Refuses an image with nothing in it. */
        public Image {
            if (channels < 1 || height < 1 || width < 1) {
                throw new IllegalArgumentException(
                        "An image has at least one channel, row and column. Received: "
                                + channels
                                + "×"
                                + height
                                + "×"
                                + width
                                + ". Pool or stride less, or begin with a larger image.");
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
        public String toString() {
            return channels + "×" + height + "×" + width;
        }
    }

    /**
     * A vector.
     *
     * @param size count of numbers, above 0
     */
    record Vector(int size) implements Shape {

        /** Refuses a vector with nothing in it. */
        public Vector {
            if (size < 1) {
                throw new IllegalArgumentException(
                        "A vector has at least one number. Received: size="
                                + size
                                + ". Give the count of features.");
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
        public String toString() {
            return Integer.toString(size);
        }
    }

    /**
     * Insists on an image.
     *
     * @param who the layer that asks
     * @param in what it got
     * @return the image
     * @throws IllegalArgumentException if it is a vector
     */
    static Image image(String who, Shape in) {
        if (in instanceof Image image) {
            return image;
        }
        throw new IllegalArgumentException(
                who + " needs an image. Received: a vector of " + in + ". Put it before Flatten.");
    }

    /**
     * Insists on a vector.
     *
     * @param who the layer that asks
     * @param in what it got
     * @return the vector
     * @throws IllegalArgumentException if it is an image
     */
    static Vector vector(String who, Shape in) {
        if (in instanceof Vector vector) {
            return vector;
        }
        throw new IllegalArgumentException(
                who + " needs a vector. Received: an image of " + in + ". Put Flatten before it.");
    }
}
