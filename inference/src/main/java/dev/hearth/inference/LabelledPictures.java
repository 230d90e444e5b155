package dev.hearth.inference;

import java.nio.file.Path;

/**
 * A reader of labelled pictures that are no folder, such as those of a Parquet table. {@link
 * java.util.ServiceLoader} finds those that are there.
 */
public interface LabelledPictures {

    /** Whether it reads what has this name. */
    boolean accepts(Path images);

    /**
     * The same pictures as {@code FOLDER/CLASS/PICTURE}, written at the first call on this machine.
     *
     * @param kept a folder of this machine that keeps them
     * @return the folder, called as what was read
     * @throws dev.hearth.data.BadDataException if it cannot be read
     */
    Path unpacked(Path images, Path kept);
}
