package dev.hearth.bench;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A main class of the bench in a process of its own, with this one's options of Java and class path.
 *
 * @param main what runs there
 * @param environment beside this process's; an empty value takes a variable away
 */
record OwnProcess(Class<?> main, Map<String, String> environment) {

    /** In this process's environment. */
    static OwnProcess of(Class<?> main) {
        return new OwnProcess(main, Map.of());
    }

    /** The same with a variable, or without it where the value is empty. */
    OwnProcess with(String variable, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(variable, value);
        return new OwnProcess(main, more);
    }

    /** What it wrote on standard output, without white space around it. */
    String run(String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        line.addAll(Arrays.asList(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        builder.environment().values().removeIf(String::isEmpty);
        try {
            Process process = builder.start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        "A process of the bench ends well. Received: exit code "
                                + process.exitValue()
                                + " from "
                                + main.getSimpleName()
                                + " "
                                + String.join(" ", arguments)
                                + ". Look at what it wrote.");
            }
            return said.strip();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
