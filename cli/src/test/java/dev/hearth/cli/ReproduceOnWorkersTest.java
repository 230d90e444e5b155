package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.train.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many runs by several processes, of which some are killed or stopped. */
@Tag("long")
class ReproduceOnWorkersTest {

    @TempDir private Path temp;

    private Process start(String folder, String... more) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
        line.add(System.getProperty("java.class.path"));
        line.add(Hearth.class.getName());
        line.addAll(List.of("reproduce", "--budget", "smoke", "--threads", "1"));
        line.addAll(List.of("--experiment", "elu/mnist-8x128"));
        line.addAll(List.of("--out", temp.resolve(folder).toString()));
        line.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().remove("HEARTH_DATA");
        return builder.redirectErrorStream(true)
                .redirectOutput(temp.resolve(folder + ".txt").toFile())
                .start();
    }

    private String said(String folder) throws IOException {
        return Files.readString(temp.resolve(folder + ".txt"));
    }

    /** A worker that is at a job. */
    private static ProcessHandle worker(Process supervisor) throws InterruptedException {
        while (supervisor.isAlive()) {
            Optional<ProcessHandle> found =
                    supervisor
                            .descendants()
                            .filter(each -> WorkersProcessTest.line(each).contains("--session"))
                            .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            Thread.sleep(10);
        }
        throw new AssertionError("no worker was there");
    }

    private static void signal(String name, long process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, "" + process).start().waitFor()).isZero();
    }

    private void awaitResults(Process process, int count) throws Exception {
        while (process.isAlive() && results("many").size() < count) {
            Thread.sleep(10);
        }
        assertThat(process.isAlive()).as(said("many")).isTrue();
    }

    private List<Path> results(String folder) throws IOException {
        Path root = temp.resolve(folder).resolve("elu/mnist-8x128");
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.endsWith("result.json"))
                    .map(root::relativize)
                    .sorted()
                    .toList();
        }
    }

    @Test
    void results_are_those_of_one_process_though_workers_are_killed_and_stopped() throws Exception {
        Process local = start("local");
        assertThat(local.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(local.exitValue()).as(said("local")).isZero();
        Process many = start("many", "--on", "workers:2", "--worker-deadline", "10");
        awaitResults(many, 1);
        signal("KILL", worker(many).pid());
        awaitResults(many, 4);
        ProcessHandle stopped = worker(many);
        signal("STOP", stopped.pid());
        assertThat(many.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(many.exitValue()).as(said("many")).isZero();
        assertThat(stopped.isAlive()).isFalse();
        assertThat(said("many"))
                .contains(
                        " was ended by signal 9; another takes up its job from the last checkpoint.")
                .contains(" showed no sign of life for 10 s; another takes up its job from")
                .contains(", left for all: about ");
        assertThat(results("many")).isNotEmpty().isEqualTo(results("local"));
        for (Path file : results("local")) {
            Path root = Path.of("elu/mnist-8x128");
            Path one = temp.resolve("local").resolve(root).resolve(file);
            Path other = temp.resolve("many").resolve(root).resolve(file);
            assertThat(untimed(other)).as(file.toString()).isEqualTo(untimed(one));
            assertThat(WorkersProcessTest.bits(other.getParent()))
                    .isEqualTo(WorkersProcessTest.bits(one.getParent()));
            for (String log : List.of("recipe.json", "log.csv")) {
                assertThat(other.resolveSibling(log))
                        .hasSameBinaryContentAs(one.resolveSibling(log));
            }
        }
        try (Stream<Path> files = Files.list(temp.resolve("many").resolve("workers"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".alive"))).isEmpty();
        }
    }

    /** A result's bytes without times, and without how many checks of libtorch the cache remembers. */
    private static String untimed(Path file) throws IOException {
        Result.read(file);
        return Files.readString(file)
                .replaceAll("\"(seconds|examplesPerSecond|engineCheck)\" : [^,\\n]*", "");
    }
}
