package dev.hearth.cli;

import dev.hearth.data.BadDataException;
import dev.hearth.data.TerminalText;
import dev.hearth.tensor.Check;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pictures that arguments name, in order: files, folders with all that is in them, {@code @LIST} for a
 * file of names, a line each, and {@code -} for such lines from the standard input.
 */
final class PictureArguments {

    /** Of folders alone; a file that is named is read whatever its name is. */
    private static final Set<String> SUFFIXES =
            Set.of(
                    "jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "bmp", "tif", "tiff",
                    "heic", "heif", "avif");

    /** Takes pictures as they are found. */
    interface Sink {
        void take(Path picture);

        /** Told before a wait for more: what was taken so far may be worked on. */
        void flush();
    }

    private PictureArguments() {}

    /** Refuses what is certainly wrong, before a model is loaded. */
    static void check(List<String> arguments) {
        for (String argument : arguments) {
            if (argument.startsWith("@") && !Files.isRegularFile(Path.of(argument.substring(1)))) {
                throw Check.error(
                        "@LIST needs a file of names, a line each",
                        "no file " + TerminalText.of(argument.substring(1)),
                        "Name one that exists, or ./" + argument + " for a picture of that name");
            }
        }
    }

    /** Those that are known before a list is read. */
    static List<Path> known(List<String> arguments) {
        List<Path> found = new ArrayList<>();
        for (String argument : arguments) {
            if (!argument.equals("-") && !argument.startsWith("@")) {
                found.addAll(named(Path.of(argument)));
            }
        }
        return found;
    }

    static void each(List<String> arguments, Sink sink) {
        for (String argument : arguments) {
            if (argument.equals("-")) {
                try {
                    lines(
                            new BufferedReader(
                                    new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                            sink);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            } else if (argument.startsWith("@")) {
                try (BufferedReader list =
                        Files.newBufferedReader(Path.of(argument.substring(1)))) {
                    lines(list, sink);
                } catch (IOException failure) {
                    throw new BadDataException(
                            "@LIST needs a file of names in UTF-8",
                            argument.substring(1) + ": " + failure,
                            "Write it anew, a name a line",
                            failure);
                }
            } else {
                named(Path.of(argument)).forEach(sink::take);
            }
        }
        sink.flush();
    }

    private static void lines(BufferedReader lines, Sink sink) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                named(Path.of(line)).forEach(sink::take);
            }
            if (!lines.ready()) {
                sink.flush();
            }
        }
    }

    private static List<Path> named(Path path) {
        return Files.isDirectory(path) ? inside(path) : List.of(path);
    }

    /** All pictures in a folder and those inside it, in order of names, without hidden ones. */
    private static List<Path> inside(Path folder) {
        List<Path> entries = new ArrayList<>();
        try (Stream<Path> listed = Files.list(folder)) {
            listed.filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .forEach(entries::add);
        } catch (IOException | UncheckedIOException failure) {
            throw new BadDataException(
                    "Pictures are looked for in folders that can be read",
                    folder + ": " + failure,
                    "Change its permissions, or leave it out",
                    failure);
        }
        List<Path> found = new ArrayList<>();
        for (Path entry : entries) {
            String name = entry.getFileName().toString();
            String suffix = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            if (Files.isDirectory(entry)) {
                // A link upwards would never end.
                found.addAll(Files.isSymbolicLink(entry) ? List.of() : inside(entry));
            } else if (SUFFIXES.contains(suffix)) {
                found.add(entry);
            }
        }
        return found;
    }
}
