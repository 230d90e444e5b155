package dev.hearth.cli;

import dev.hearth.weights.AtomicFile;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Further processes that do the same as this one, each with a log of its own; those that are still at
 * it when this one ends, end with it.
 */
final class WorkerProcesses implements AutoCloseable {

    private final List<Process> processes = new ArrayList<>();
    private final Thread end = new Thread(this::stop, "hands");

    private WorkerProcesses() {}

    /** Starts some, with the words of a command line; their logs go to a folder. */
    static WorkerProcesses open(int count, List<String> words, Path folder) {
        WorkerProcesses hands = new WorkerProcesses();
        Runtime.getRuntime().addShutdownHook(hands.end);
        for (int i = 0; i < count; i++) {
            Path log = folder.resolve("jobs").resolve((i + 2) + ".log");
            try {
                Files.createDirectories(log.getParent());
                hands.processes.add(
                        new ProcessBuilder(line(words))
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                                .start());
            } catch (IOException failure) {
                hands.close();
                throw AtomicFile.unwritable(log.getParent(), failure);
            }
            System.out.println("Another process shares the work; its log is " + log + ".");
        }
        return hands;
    }

    private static List<String> line(List<String> words) {
        List<String> line = new ArrayList<>();
        line.add(String.join(File.separator, System.getProperty("java.home"), "bin", "java"));
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.add(Hearth.class.getName());
        line.addAll(words);
        return line;
    }

    private void stop() {
        processes.forEach(Process::destroy);
    }

    /** Waits for those that are about to end: all work is done by then. */
    @Override
    public void close() {
        try {
            for (Process process : processes) {
                process.waitFor();
            }
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stop();
        } catch (IllegalStateException ending) {
            stop();
        }
    }
}
