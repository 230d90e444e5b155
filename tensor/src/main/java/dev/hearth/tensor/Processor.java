package dev.hearth.tensor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The processor as the system describes it: by this kernels are chosen.
 *
 * @param model such as {@code AMD EPYC}; the architecture where the system does not say more
 */
public record Processor(
        String model, String kind, List<String> features, Map<String, String> caches) {

    /** Copies the collections. */
    public Processor {
        features = List.copyOf(features);
        caches = new TreeMap<>(caches);
    }

    /** Reads {@code /proc/cpuinfo} and the first core's caches, on Linux. */
    public static Processor read() {
        Map<String, String> told = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            lines.takeWhile(line -> !line.isBlank())
                    .filter(line -> line.indexOf(':') > 0)
                    .forEach(
                            line -> {
                                int colon = line.indexOf(':');
                                told.put(
                                        line.substring(0, colon).strip(),
                                        line.substring(colon + 1).strip());
                            });
        } catch (IOException | java.io.UncheckedIOException elsewhere) {
            // Only Linux has this file.
            told.put("model name", windowsOrArchitecture());
        }
        String features = told.getOrDefault("flags", told.getOrDefault("Features", ""));
        return new Processor(
                told.getOrDefault("model name", windowsOrArchitecture()),
                String.join(
                        " ",
                        told.getOrDefault("vendor_id", ""),
                        told.getOrDefault("cpu family", ""),
                        told.getOrDefault("model", ""),
                        told.getOrDefault("stepping", "")),
                features.isEmpty() ? List.of() : List.of(features.split(" ")),
                caches(Path.of("/sys/devices/system/cpu/cpu0/cache")));
    }

    private static String windowsOrArchitecture() {
        String named = System.getenv("PROCESSOR_IDENTIFIER");
        return named == null ? System.getProperty("os.arch") : named;
    }

    static Map<String, String> caches(Path folder) {
        Map<String, String> sizes = new TreeMap<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "index*")) {
            List<Path> all = new ArrayList<>();
            found.forEach(all::add);
            for (Path one : all) {
                sizes.put(
                        "L"
                                + Files.readString(one.resolve("level")).strip()
                                + " "
                                + Files.readString(one.resolve("type")).strip(),
                        Files.readString(one.resolve("size")).strip());
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException none) {
            // Hidden, or not Linux: then there is nothing to tell.
        }
        return sizes;
    }
}
