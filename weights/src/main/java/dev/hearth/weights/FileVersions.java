package dev.hearth.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A file and those that had its name before: of {@code checkpoint.safetensors} the last is {@code
 * checkpoint.1.safetensors}, the one before it {@code checkpoint.2.safetensors}.
 *
 * @param file the newest
 * @param count how many there are at most, the newest among them
 */
public record FileVersions(Path file, int count) {

    /** All, the newest first, whether they exist or not. */
    public List<Path> paths() {
        return IntStream.range(0, count).mapToObj(this::path).toList();
    }

    private Path path(int age) {
        if (age == 0) {
            return file;
        }
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.') < 0 ? name.length() : name.lastIndexOf('.');
        return file.resolveSibling(name.substring(0, dot) + "." + age + name.substring(dot));
    }

    /**
     * Makes each one version older. The newest keeps its own name too, as a second link, so that it is
     * there at every moment; where the file system has no links, it is renamed.
     */
    void shift() throws IOException {
        if (count < 2 || !Files.exists(file)) {
            return;
        }
        for (int age = count - 1; age > 1; age--) {
            if (Files.exists(path(age - 1))) {
                Files.move(path(age - 1), path(age), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.deleteIfExists(path(1));
        try {
            Files.createLink(path(1), file);
        } catch (UnsupportedOperationException | IOException noLinks) {
            Files.move(file, path(1), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
