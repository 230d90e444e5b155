package dev.hearth.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, for what may crash it or must happen before a library is loaded. */
final class Child {

    private final Class<?> main;
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> arguments = new ArrayList<>();

    private Child(Class<?> main) {
        this.main = main;
    }

    static Child of(Class<?> main, String... arguments) {
        Child child = new Child(main);
        child.arguments.addAll(Arrays.asList(arguments));
        return child;
    }

    Child option(String option) {
        options.add(option);
        return this;
    }

    Child variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** What it printed, and how it ended: 0 is well. */
    record Ended(int exit, String output) {}

    Ended run(int seconds) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:-CreateCoredumpOnCrash"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        try {
            Path folder = Files.createTempDirectory("hearth-child");
            Path log = folder.resolve("log");
            try {
                ProcessBuilder builder = new ProcessBuilder(command);
                builder.environment().keySet().removeIf(Child::steersThreads);
                builder.environment().putAll(environment);
                builder.directory(folder.toFile());
                Process process =
                        builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
                boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
                if (!ended) {
                    process.destroyForcibly().waitFor();
                }
                String said = Files.readString(log);
                return new Ended(
                        ended ? process.exitValue() : -1,
                        ended ? said : said + "\nended after " + seconds + " s without an end");
            } finally {
                delete(folder);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** What the tests' own surroundings may have set, and a fresh machine would not. */
    private static boolean steersThreads(String name) {
        return name.startsWith("OMP_")
                || name.startsWith("GOMP_")
                || name.startsWith("OPENBLAS_")
                || name.equals("JAVA_TOOL_OPTIONS");
    }

    static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
