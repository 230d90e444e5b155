package dev.hearth.nn;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What stands in this module's main classes, found on disk, so that nothing can be forgotten. */
public final class Room {

    private Room() {}

    /** All records of a kind. */
    public static List<Class<?>> records(Class<?> kind) {
        List<Class<?>> found = new ArrayList<>();
        try {
            Path classes =
                    Path.of(
                            Layer.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            try (Stream<Path> files = Files.walk(classes)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                    String name = classes.relativize(file).toString().replace(".class", "");
                    if (name.endsWith("-info")) {
                        continue;
                    }
                    String dotted = name.replace(file.getFileSystem().getSeparator(), ".");
                    Class<?> type = Class.forName(dotted, false, Layer.class.getClassLoader());
                    if (type.isRecord() && kind.isAssignableFrom(type)) {
                        found.add(type);
                    }
                }
            }
        } catch (IOException | URISyntaxException | ClassNotFoundException failure) {
            throw new IllegalStateException("the classes of this room", failure);
        }
        return found;
    }
}
