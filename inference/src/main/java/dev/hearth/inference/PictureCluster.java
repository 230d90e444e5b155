package dev.hearth.inference;

import java.nio.file.Path;

/**
 * A cluster that classifies more pictures than one machine would. {@link java.util.ServiceLoader} finds
 * those that are there.
 */
public interface PictureCluster {

    /**
     * What is to be done.
     *
     * @param model a folder or an {@code .onnx} file, at the same path on each machine
     * @param pictures a pattern of picture files, or Parquet with a column of their bytes or paths
     * @param out Parquet that is written, and must not exist
     * @param batch crops computed together
     */
    record Work(Path model, String pictures, Path out, int batch) {}

    /**
     * What was done.
     *
     * @param pictures all, read or not
     * @param unreadable those that have a reason and no class
     */
    record Done(long pictures, long unreadable) {}

    /** Whether it can be reached under a name such as {@code spark://host:7077}. */
    boolean accepts(String name);

    /** Classifies all. */
    Done classify(String name, Work work);
}
