package dev.hearth.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of all rooms, as they lie on disk. */
final class Sources {

    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    private Sources() {}

    /**
     * A file and what it holds.
     *
     * @param path below {@link #root}
     * @param text all of it
     */
    record Source(Path path, String text) {

        List<String> lines() {
            return text.lines().toList();
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** The folder with the parent pom, above this module. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isRegularFile(folder.resolve("tensor/pom.xml"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "House rules need the sources. Received: "
                            + Path.of("").toAbsolutePath()
                            + ", with no tensor/pom.xml above. Run them within the repository.");
        }
        return folder;
    }

    /** The modules that the parent pom names. */
    static List<String> modules() {
        List<String> modules = new ArrayList<>();
        Matcher module = MODULE.matcher(read(Path.of("pom.xml")).text());
        while (module.find()) {
            modules.add(module.group(1));
        }
        return modules;
    }

    /** Java files of all rooms, main ones. */
    static List<Source> main() {
        return java("main");
    }

    /** Java files of all rooms, tests. */
    static List<Source> tests() {
        return java("test");
    }

    /** Files at the top that people read or run, and each room's pom. */
    static List<Source> documents() {
        List<Source> found = new ArrayList<>();
        for (String name : modules()) {
            found.add(read(Path.of(name, "pom.xml")));
        }
        for (String name :
                List.of("pom.xml", "hearth", ".ci/run", "README.md", "CONTRIBUTING.md")) {
            if (Files.exists(root().resolve(name))) {
                found.add(read(Path.of(name)));
            }
        }
        return found;
    }

    static Source read(Path path) {
        try {
            return new Source(path, Files.readString(root().resolve(path)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<Source> java(String kind) {
        List<Source> found = new ArrayList<>();
        for (String name : modules()) {
            Path folder = root().resolve(name).resolve("src").resolve(kind).resolve("java");
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .sorted()
                        .forEach(file -> found.add(read(root().relativize(file))));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return found;
    }
}
