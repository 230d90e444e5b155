package dev.hearth.cli;

import dev.hearth.train.checkpoint.Tries;
import dev.hearth.train.exchange.FolderMeeting;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Starts the processes of a run's workers, and starts all of them again when one is lost: killed,
 * crashed, or without a sign of life. The run then resumes from its last checkpoint. After three tries
 * from the same checkpoint it gives up. A worker that ends with an error of its own is not tried again.
 */
final class WorkerSupervisor {

    /** The exit code of a worker that another one has left. */
    static final int LOST = 75;

    /** A process that a signal has ended has this and the signal's number as its exit code. */
    private static final int SIGNALLED = 128;

    private final int count;
    private final List<String> arguments;
    private final Path runs;
    private final List<Process> processes = new CopyOnWriteArrayList<>();
    private volatile boolean isStopping;

    /**
     * A supervisor.
     *
     * @param arguments of the command
     * @param runs where checkpoints and logs are written
     */
    WorkerSupervisor(int count, List<String> arguments, Path runs) {
        this.count = count;
        this.arguments = arguments;
        this.runs = runs;
    }

    /** What became of one try: an exit code, or which worker was lost and how. */
    private record Try(int code, int lost, String how) {}

    /** The exit code of the whole. */
    int run() {
        Thread end = new Thread(this::stop, "stop-workers");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            return tries();
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(end);
            } catch (IllegalStateException ending) {
                // It is running.
            }
        }
    }

    private int tries() {
        Tries tries = new Tries(count, runs);
        while (true) {
            Try last = once();
            if (last.lost() < 0 || isStopping) {
                return last.code();
            }
            String lost = last.lost() + " " + last.how();
            Optional<String> error =
                    tries.failed(
                            "worker " + lost, log(last.lost()) + " and at the system's memory");
            if (error.isPresent()) {
                System.err.println(error.get());
                return 1;
            }
            System.err.println("Worker " + lost + ". The run resumes from its last checkpoint.");
        }
    }

    private Path log(int rank) {
        return runs.resolve("workers").resolve(rank + ".log");
    }

    private Try once() {
        Path folder = FolderMeeting.open();
        try {
            start(folder);
            return outcome(folder);
        } finally {
            end();
            delete(folder);
        }
    }

    private void start(Path folder) {
        processes.clear();
        for (int rank = 0; rank < count && !isStopping; rank++) {
            List<String> own = new ArrayList<>(arguments);
            // After the command's name: behind "--" they would be no options.
            own.addAll(
                    1,
                    List.of(
                            "--worker-rank",
                            Integer.toString(rank),
                            "--worker-folder",
                            folder.toString()));
            ProcessBuilder builder = new ProcessBuilder(WorkerProcesses.line(own));
            try {
                if (rank == 0) {
                    builder.inheritIO();
                } else {
                    Files.createDirectories(log(rank).getParent());
                    builder.redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(rank).toFile()));
                }
                processes.add(builder.start());
            } catch (IOException failure) {
                throw AtomicFile.unwritable(runs, failure);
            }
        }
    }

    private Try outcome(Path folder) {
        await();
        // Empty for one that has not ended.
        List<Optional<Integer>> codes = processes.stream().map(WorkerSupervisor::code).toList();
        for (int rank = 0; rank < codes.size(); rank++) {
            int code = codes.get(rank).orElse(0);
            if (code > SIGNALLED) {
                return new Try(1, rank, "was ended by signal " + (code - SIGNALLED));
            }
        }
        for (int rank = 0; rank < codes.size(); rank++) {
            int code = codes.get(rank).orElse(0);
            if (code != 0 && code != LOST) {
                if (rank > 0) {
                    System.err.println(said(folder) + " Its log is " + log(rank) + ".");
                }
                return new Try(code, -1, "");
            }
        }
        int hanging = codes.indexOf(Optional.<Integer>empty());
        if (hanging >= 0) {
            // Another one has given up on it.
            return new Try(1, hanging, "showed no sign of life");
        }
        int lost = codes.indexOf(Optional.of(LOST));
        return lost < 0
                ? new Try(0, -1, "")
                : new Try(1, lost, "lost another one (" + said(folder) + ")");
    }

    private static Optional<Integer> code(Process process) {
        return process.isAlive() ? Optional.empty() : Optional.of(process.exitValue());
    }

    /** Until all have ended, or some time after one has ended with a failure. */
    private void await() {
        long patience = TimeUnit.SECONDS.toNanos(5);
        long failed = 0;
        try {
            while (processes.stream().anyMatch(Process::isAlive)) {
                boolean isFailed =
                        processes.stream()
                                .anyMatch(each -> !each.isAlive() && each.exitValue() != 0);
                if (isFailed && failed == 0) {
                    failed = System.nanoTime();
                }
                // After a kill the others hear of it by themselves; a stopped one hears nothing.
                if (failed != 0 && System.nanoTime() - failed > patience) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            isStopping = true;
        }
    }

    private String said(Path folder) {
        for (int rank = 0; rank < count; rank++) {
            try {
                if (Files.exists(lost(folder, rank))) {
                    return Files.readString(lost(folder, rank));
                }
            } catch (IOException gone) {
                // Another one says it too.
            }
        }
        return "";
    }

    /** Where a worker says which other one it has lost. */
    static Path lost(Path folder, int rank) {
        return folder.resolve("lost-" + rank);
    }

    /** The same for a worker, which removes the folder of its meeting: nobody else may be there to do so. */
    static void endWithParent(Path meeting) {
        endWithParent(() -> delete(meeting));
    }

    /** Ends this process when the one that started it ends, however that happens. */
    static void endWithParent() {
        endWithParent(() -> {});
    }

    private static void endWithParent(Runnable before) {
        Runnable end =
                () -> {
                    before.run();
                    Runtime.getRuntime().halt(1);
                };
        // One that ended before this one could look has left it to another.
        long starter = Long.getLong(WorkerProcesses.PARENT, -1);
        ProcessHandle.current()
                .parent()
                .filter(parent -> starter < 0 || parent.pid() == starter)
                .ifPresentOrElse(parent -> parent.onExit().thenRun(end), end);
    }

    /** Ends what still runs, a stopped process too. */
    private void end() {
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            try {
                process.waitFor();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void stop() {
        isStopping = true;
        processes.forEach(Process::destroy);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            // The system clears its temporary files.
        }
    }
}
