package dev.hearth.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The commit that is checked out where Hearth lies, read from git's own files; changes that are not committed
 * do not show. Empty where Hearth does not lie in a working tree.
 */
final class SourceCommit {

    private static final String HASH = "[0-9a-f]{40}";

    private SourceCommit() {}

    static Optional<String> read() {
        return read(Path.of(System.getProperty("hearth.home", ".")).toAbsolutePath().normalize());
    }

    /** Of the working tree that a folder lies in. */
    static Optional<String> read(Path folder) {
        try {
            for (Path at = folder; at != null; at = at.getParent()) {
                Path git = at.resolve(".git");
                if (Files.exists(git)) {
                    return Files.isDirectory(git) ? head(git) : head(linked(at, git));
                }
            }
        } catch (IOException unreadable) {
            // A result without a commit is better than none.
        }
        return Optional.empty();
    }

    /** Where the file of a linked working tree points. */
    private static Path linked(Path tree, Path git) throws IOException {
        return tree.resolve(Files.readString(git).replaceFirst("^gitdir:", "").strip());
    }

    private static Optional<String> head(Path git) throws IOException {
        String head = Files.readString(git.resolve("HEAD")).strip();
        if (!head.startsWith("ref:")) {
            return Optional.of(head).filter(text -> text.matches(HASH));
        }
        String name = head.substring(4).strip();
        Path shared = git.resolve("commondir");
        List<Path> places =
                Files.exists(shared)
                        ? List.of(git, git.resolve(Files.readString(shared).strip()).normalize())
                        : List.of(git);
        for (Path place : places) {
            Path loose = place.resolve(name);
            if (Files.exists(loose)) {
                return Optional.of(Files.readString(loose).strip())
                        .filter(text -> text.matches(HASH));
            }
            Path packed = place.resolve("packed-refs");
            if (Files.exists(packed)) {
                Optional<String> found =
                        Files.readAllLines(packed).stream()
                                .filter(line -> line.endsWith(" " + name))
                                .map(line -> line.substring(0, line.indexOf(' ')))
                                .filter(text -> text.matches(HASH))
                                .findFirst();
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
