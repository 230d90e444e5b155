package dev.hearth.data;

/**
 * A transform of the images of training, best a record; {@link #build} makes it for one thread.
 *
 * <p>The augmentations of the papers, and deterministic transforms, are in
 * {@code dev.hearth.data.transform}.
 */
public interface Augmentation {

    /**
     * The extent of the result.
     *
     * @throws IllegalArgumentException if such an image cannot be treated
     */
    ImageShape out(ImageShape in);

    /**
     * Makes the transform for images of one extent. It belongs to one thread and may hold buffers.
     *
     * @throws IllegalArgumentException if such images cannot be treated
     */
    Transform build(ImageShape in);
}
