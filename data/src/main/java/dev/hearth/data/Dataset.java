package dev.hearth.data;

import dev.hearth.tensor.RandomStream;
import java.util.List;

/**
 * Labelled images with random access, as plain arrays.
 *
 * <p>An implementation must be safe to read from several threads at once, and reading the same index
 * must give the same values each time.
 */
public interface Dataset {

    /** What it is called in results, such as {@code mnist/train}. */
    String name();

    /** The count of examples. */
    int size();

    /** The extent of every image. */
    ImageShape pixels();

    /** The classes' names, in the order of their labels. */
    List<String> classNames();

    /** The label of an example. */
    int label(int index);

    /** Writes an example's values, in [0, 1], channels first, row by row. */
    void read(int index, float[] target, int offset);

    /**
     * Writes a random crop of an example's original, such as of a picture file that {@link #read}
     * resizes. Nothing is drawn where there is no original.
     *
     * @param target receives {@code channels × crop.size() × crop.size()} values, as of {@link #read}
     * @return false, with nothing done, if {@link #read} gives all there is
     */
    default boolean readCrop(
            int index, RandomCrop crop, RandomStream random, float[] target, int offset) {
        return false;
    }

    /**
     * What tells this data from other data of the same name: a SHA-256 over the content, in
     * hexadecimal, or over the recipe that draws it.
     */
    String digest();
}
