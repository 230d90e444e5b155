package dev.hearth.cli;

import dev.hearth.experiments.JobProgress;
import dev.hearth.experiments.JobQueue;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Processes that do the jobs of a queue. One that is killed, crashes, or shows no sign of life for a
 * minute is replaced, and the job that it was at goes on from its last checkpoint in another; a worker
 * that is lost three times without a job being finished meanwhile ends the whole.
 */
final class JobWorkers {

    private static final int TRIES = 3;
    private static final int SIGNALLED = 128;
    private static final long SIGN_SECONDS = 5;

    private final JobQueue queue;
    private final String session;
    private final Path folder;
    private final PrintStream screen;
    private final long deadline;
    private final List<Process> processes = new CopyOnWriteArrayList<>();
    private final Map<Long, Sign> signs = new HashMap<>();
    private volatile boolean isStopping;

    /** The last sign of life of a process, and when it was first seen, in nanoseconds. */
    private record Sign(FileTime sign, long seen) {}

    /**
     * Workers.
     *
     * @param folder of all results; logs go to {@code workers} in it
     * @param deadline for a sign of life, in seconds
     */
    JobWorkers(JobQueue queue, String session, Path folder, PrintStream screen, int deadline) {
        this.queue = queue;
        this.session = session;
        this.folder = folder;
        this.screen = screen;
        this.deadline = deadline;
    }

    /** Shows every few seconds that this process, which works on a queue, lives. */
    static void showLife(Path folder) {
        Path sign = sign(folder, ProcessHandle.current().pid());
        Thread signs =
                new Thread(
                        () -> {
                            try {
                                while (true) {
                                    Files.createDirectories(sign.getParent());
                                    Files.writeString(sign, "");
                                    TimeUnit.SECONDS.sleep(SIGN_SECONDS);
                                }
                            } catch (IOException unwritable) {
                                // Then this worker is taken for lost, and its successor says why.
                            } catch (InterruptedException end) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "signs-of-life");
        signs.setDaemon(true);
        signs.start();
        sign.toFile().deleteOnExit();
    }

    private static Path sign(Path folder, long process) {
        return folder.resolve("workers").resolve(process + ".alive");
    }

    /**
     * Until all jobs are done or have failed.
     *
     * @param arguments of a process that works on the queue until nothing is open
     * @return 0, or the exit code of a worker that failed as a whole
     */
    int run(int count, List<String> arguments) {
        Thread end = new Thread(this::stop, "stop-workers");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            for (int worker = 0; worker < count; worker++) {
                processes.add(start(worker, arguments));
            }
            return watched(arguments);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (IOException failure) {
            throw AtomicFile.unwritable(folder, failure);
        } finally {
            stop();
            try {
                Runtime.getRuntime().removeShutdownHook(end);
            } catch (IllegalStateException ending) {
                // It is running.
            }
        }
    }

    private int watched(List<String> arguments) throws InterruptedException, IOException {
        JobProgress progress = new JobProgress(queue, session, screen);
        Map<Integer, Integer> losses = new HashMap<>();
        while (processes.stream().anyMatch(Process::isAlive) && !isStopping) {
            TimeUnit.MILLISECONDS.sleep(200);
            if (progress.tell()) {
                losses.clear();
            }
            for (int worker = 0; worker < processes.size(); worker++) {
                Process process = processes.get(worker);
                boolean hangs = process.isAlive() && hangs(process.pid());
                if (hangs) {
                    // A stopped process ends too.
                    process.destroyForcibly().waitFor();
                }
                if (process.isAlive() || process.exitValue() == 0) {
                    continue;
                }
                Files.deleteIfExists(sign(folder, process.pid()));
                int code = process.exitValue();
                String how =
                        hangs
                                ? "showed no sign of life for " + deadline + " s"
                                : "was ended by signal " + (code - SIGNALLED);
                if (code <= SIGNALLED) {
                    System.err.println(
                            "Worker " + worker + " failed; its log is " + log(worker) + ".");
                    return code;
                }
                if (losses.merge(worker, 1, Integer::sum) == TRIES) {
                    System.err.println(
                            "The jobs need workers that stay. Received: worker "
                                    + worker
                                    + ", which "
                                    + how
                                    + ", for the third time since a job was done. Look at "
                                    + log(worker)
                                    + " and at the system's memory; called again, the jobs go on.");
                    return 1;
                }
                screen.println(
                        "  Worker "
                                + worker
                                + " "
                                + how
                                + "; another takes up its job from the last checkpoint.");
                processes.set(worker, start(worker, arguments));
            }
        }
        progress.tell();
        return isStopping ? 1 : 0;
    }

    /** Whether the process has shown nothing for the deadline, by this process's clock. */
    private boolean hangs(long process) throws IOException {
        Path file = sign(folder, process);
        FileTime now =
                Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
        Sign last = signs.get(process);
        if (last == null || !last.sign().equals(now)) {
            signs.put(process, new Sign(now, System.nanoTime()));
            return false;
        }
        return System.nanoTime() - last.seen() > TimeUnit.SECONDS.toNanos(deadline);
    }

    private Path log(int worker) {
        return folder.resolve("workers").resolve(worker + ".log");
    }

    private Process start(int worker, List<String> arguments) {
        try {
            Files.createDirectories(log(worker).getParent());
            return new ProcessBuilder(WorkerProcesses.line(arguments))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log(worker).toFile()))
                    .start();
        } catch (IOException failure) {
            throw AtomicFile.unwritable(folder, failure);
        }
    }

    private void stop() {
        isStopping = true;
        processes.forEach(Process::destroy);
    }
}
