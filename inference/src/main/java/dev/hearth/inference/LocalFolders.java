package dev.hearth.inference;

import java.nio.file.Path;

/**
 * Where Hearth looks for files unless it is told another folder.
 *
 * <pre>{@code
 * Path mnist = LocalFolders.data().resolve("mnist");
 * }</pre>
 */
public final class LocalFolders {

    /** The environment variable that names the folder of data sets. */
    public static final String VARIABLE = "HEARTH_DATA";

    private LocalFolders() {}

    /** Data sets and downloaded weights: {@code $HEARTH_DATA}, or the cache where it is not set. */
    public static Path data() {
        String variable = System.getenv(VARIABLE);
        return variable == null || variable.isBlank() ? cache() : Path.of(variable);
    }

    /** What Hearth can compute or download again: {@code ~/.cache/hearth}. */
    public static Path cache() {
        return Path.of(System.getProperty("user.home"), ".cache", "hearth");
    }

    /** Fitted preprocessing of data sets. */
    public static Path prepared() {
        return cache().resolve("prepared");
    }

    /** Decoded pictures of folders that were trained on; may be removed at any time. */
    public static Path pictures() {
        return cache().resolve("pictures");
    }
}
