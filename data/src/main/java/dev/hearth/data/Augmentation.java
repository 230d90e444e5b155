package dev.hearth.data;

/**
 * What is done to an image before a network sees it: a letter. {@link #build} makes the machine.
 *
 * <p>A port: anybody may implement it, best as a record. The augmentations of the papers are in
 * {@code dev.hearth.data.augment}, what needs no chance is in {@code dev.hearth.data.preprocess}.
 */
public interface Augmentation {

    /**
     * The extent of the result.
     *
     * @throws IllegalArgumentException if such an image cannot be treated
     */
    ImageShape out(ImageShape in);

    /**
     * Makes the machine for images of one extent. It belongs to one thread and may hold buffers.
     *
     * @throws IllegalArgumentException if such images cannot be treated
     */
    Transform build(ImageShape in);
}
