package dev.hearth.data.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the pictures to learn from lie, and those to be measured on: {@code FOLDER/train} with one of {@code
 * FOLDER/val}, {@code valid}, {@code validation} and {@code test}, the first of these that is there; else the
 * folder itself, of which a share is held out.
 *
 * <pre>{@code
 * Path learned = FolderLayout.of(Path.of("pets")).training();
 * }</pre>
 *
 * @param training holds a folder for each class
 * @param testing holds one too
 */
public record FolderLayout(Path training, Optional<Path> testing) {

    /** Names of folders to be measured on, the preferred first. */
    public static final List<String> TESTING = List.of("val", "valid", "validation", "test");

    private static final String TRAINING = "train";

    /** That of a folder, which need not exist. */
    public static FolderLayout of(Path folder) {
        Path training = folder.resolve(TRAINING);
        Optional<Path> testing =
                TESTING.stream().map(folder::resolve).filter(Files::isDirectory).findFirst();
        return testing.isPresent() && Files.isDirectory(training)
                ? new FolderLayout(training, testing)
                : new FolderLayout(folder, Optional.empty());
    }
}
