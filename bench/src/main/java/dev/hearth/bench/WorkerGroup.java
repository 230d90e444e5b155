package dev.hearth.bench;

import dev.hearth.train.exchange.FolderMeeting;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that do the same at the same time; see {@link WorkerProcess}. */
final class WorkerGroup implements AutoCloseable {

    private final List<Process> processes = new ArrayList<>();
    private final List<BufferedWriter> orders = new ArrayList<>();
    private final List<BufferedReader> answers = new ArrayList<>();

    /** What the slowest worker took, in seconds, and the mean of what each waited for the others. */
    record Took(double seconds, double waited) {}

    /** Starts them, and returns once all are ready. */
    WorkerGroup(int workers, int threads, String net, boolean isSmall) {
        Path folder = FolderMeeting.open();
        for (int rank = 0; rank < workers; rank++) {
            List<String> line = new ArrayList<>();
            line.add(String.join(File.separator, System.getProperty("java.home"), "bin", "java"));
            line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            line.addAll(List.of("-cp", System.getProperty("java.class.path")));
            line.addAll(List.of(WorkerProcess.class.getName(), folder.toString()));
            line.addAll(List.of("" + rank, "" + workers, "" + threads, net, "127.0.0.1"));
            line.add("" + isSmall);
            try {
                Process process =
                        new ProcessBuilder(line)
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start();
                processes.add(process);
                orders.add(
                        new BufferedWriter(
                                new OutputStreamWriter(
                                        process.getOutputStream(), StandardCharsets.UTF_8)));
                answers.add(
                        new BufferedReader(
                                new InputStreamReader(
                                        process.getInputStream(), StandardCharsets.UTF_8)));
            } catch (IOException failure) {
                close();
                throw new IllegalStateException(failure);
            }
        }
        await();
    }

    /** Tells all what to do. */
    void begin(String order) {
        try {
            for (BufferedWriter each : orders) {
                each.write(order + "\n");
                each.flush();
            }
        } catch (IOException ended) {
            throw new IllegalStateException(ended);
        }
    }

    /** Until all are done. */
    Took await() {
        double most = 0;
        double waited = 0;
        try {
            for (BufferedReader each : answers) {
                String line = each.readLine();
                if (line == null) {
                    throw new IllegalStateException(
                            "A worker of a measurement answers. Received: its end. Look at what it"
                                    + " wrote.");
                }
                String[] words = line.split(" ");
                most = Math.max(most, Double.parseDouble(words[0]));
                waited += Double.parseDouble(words[1]) / answers.size();
            }
            return new Took(most, waited);
        } catch (IOException ended) {
            throw new IllegalStateException(ended);
        }
    }

    Took done(String order) {
        begin(order);
        return await();
    }

    @Override
    public void close() {
        try {
            for (BufferedWriter each : orders) {
                each.close();
            }
            for (Process process : processes) {
                process.waitFor();
            }
        } catch (IOException ended) {
            processes.forEach(Process::destroyForcibly);
        } catch (InterruptedException stopped) {
            processes.forEach(Process::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
