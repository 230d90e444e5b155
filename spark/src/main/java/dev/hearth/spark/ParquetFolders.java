package dev.hearth.spark;

import dev.hearth.inference.LabelledPictures;
import java.nio.file.Path;

/** {@code ./hearth train --images TABLE.parquet}: labelled pictures of Parquet, kept as files. */
public final class ParquetFolders implements LabelledPictures {

    private static final double HELD = 0.2;

    /** Found by {@link java.util.ServiceLoader}. */
    public ParquetFolders() {}

    @Override
    public boolean accepts(Path images) {
        return images.toString().endsWith(".parquet");
    }

    @Override
    public Path unpacked(Path images, Path kept) {
        // What is held out is said by whoever trains.
        return new ParquetPictures(images.toAbsolutePath(), kept, HELD).folder().folder();
    }
}
