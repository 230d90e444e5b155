package dev.hearth.cli;

import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.weights.AtomicFile;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that run the same command as this one, each with a log; they end when this one ends. */
final class WorkerProcesses implements AutoCloseable {

    /** The property of a process of this program that names the process which started it. */
    static final String PARENT = "hearth.parent";

    /** Of Java and libtorch, with a small model. */
    private static final long BYTES_OF_A_PROCESS = 250_000_000;

    private final List<Process> processes = new ArrayList<>();
    private final Thread end = new Thread(this::stop, "stop-workers");

    private WorkerProcesses() {}

    /** Starts processes with the arguments of a command line; their logs are in {@code folder/jobs}. */
    static WorkerProcesses open(int count, List<String> arguments, Path folder) {
        WorkerProcesses workers = new WorkerProcesses();
        Runtime.getRuntime().addShutdownHook(workers.end);
        for (int i = 0; i < count; i++) {
            Path log = folder.resolve("jobs").resolve((i + 2) + ".log");
            try {
                Files.createDirectories(log.getParent());
                workers.processes.add(
                        new ProcessBuilder(line(arguments))
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                                .start());
            } catch (IOException failure) {
                workers.close();
                throw AtomicFile.unwritable(log.getParent(), failure);
            }
            System.out.println("Another process shares the work; its log is " + log + ".");
        }
        return workers;
    }

    /** Refuses more processes than this machine's memory holds, before the first is started. */
    static void refuseUnlessFitting(String option, int count) {
        long fitting = Device.CPU.memory() / BYTES_OF_A_PROCESS;
        if (count > fitting) {
            throw Check.error(
                    option
                            + " needs memory for each of the processes, "
                            + BYTES_OF_A_PROCESS / 1_000_000
                            + " MB at the least",
                    count + " where " + fitting + " fit",
                    "Use about as many as there are cores");
        }
    }

    /** A process of this program. */
    static List<String> line(List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(String.join(File.separator, System.getProperty("java.home"), "bin", "java"));
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.add("-D" + PARENT + "=" + ProcessHandle.current().pid());
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.add(Hearth.class.getName());
        line.addAll(arguments);
        return line;
    }

    private void stop() {
        processes.forEach(Process::destroy);
    }

    /** Waits for the other processes, which end with the work. */
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
