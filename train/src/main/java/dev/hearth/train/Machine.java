package dev.hearth.train;

import dev.hearth.tensor.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a run was made on, for its result. */
public final class Machine {

    private Machine() {}

    /**
     * Processor and cores.
     *
     * @return such as {@code AMD EPYC, 2 cores}
     */
    public static String hardware() {
        String model = System.getProperty("os.arch");
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            model =
                    lines.filter(line -> line.startsWith("model name"))
                            .map(line -> line.substring(line.indexOf(':') + 1).strip())
                            .findFirst()
                            .orElse(model);
        } catch (IOException | java.io.UncheckedIOException elsewhere) {
            // Only Linux has this file; the architecture will do.
        }
        return model + ", " + Runtime.getRuntime().availableProcessors() + " cores";
    }

    /**
     * Versions of what computes.
     *
     * @return by name
     */
    public static Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        String own = Machine.class.getPackage().getImplementationVersion();
        versions.put("hearth", own == null ? "unpackaged" : own);
        versions.put("engine", Engine.version());
        versions.put("java", System.getProperty("java.runtime.version"));
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        return versions;
    }
}
