package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.train.run.Result;
import dev.hearth.weights.Safetensors;
import dev.hearth.weights.StoredTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of several processes, of which some are killed or stopped. */
@Tag("long")
class WorkersProcessTest {

    @TempDir private Path temp;

    /** A run of two workers: 2 epochs of 200 steps with dropout and batch normalisation. */
    private Process start(String folder, String... more) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
        line.add(System.getProperty("java.class.path"));
        line.add(Hearth.class.getName());
        line.addAll(
                List.of(
                        "run",
                        "elu/mnist-8x128/ELU",
                        "--budget",
                        "smoke",
                        "--json",
                        "--workers",
                        "2"));
        for (String setting :
                List.of(
                        "corpus.set=strokes",
                        "corpus.training=6400",
                        "corpus.testing=20",
                        "epochs=6")) {
            line.addAll(List.of("--set", setting));
        }
        line.addAll(List.of("--out", temp.resolve(folder).toString()));
        line.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("HEARTH_DATA", temp.toString());
        return builder.redirectErrorStream(true)
                .redirectOutput(temp.resolve(folder + ".txt").toFile())
                .start();
    }

    private String said(String folder) throws IOException {
        return Files.readString(temp.resolve(folder + ".txt"));
    }

    private void end(Process process, String folder) throws Exception {
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).as(said(folder)).isTrue();
    }

    private static Optional<ProcessHandle> worker(Process supervisor, int rank) {
        return supervisor
                .descendants()
                .filter(each -> line(each).contains("--worker-rank " + rank))
                .findFirst();
    }

    /** The whole command line; Java's own look at it ends after a page, within the class path. */
    static String line(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", "" + process.pid(), "cmdline"))
                    .replace('\0', ' ');
        } catch (IOException ended) {
            return "";
        }
    }

    static Map<String, List<Integer>> bits(Path folder) {
        Map<String, List<Integer>> bits = new TreeMap<>();
        try (Safetensors file = Safetensors.open(folder.resolve("checkpoint.safetensors"))) {
            for (StoredTensor tensor : file.tensors()) {
                float[] values = file.floats(tensor.name());
                Integer[] each = new Integer[values.length];
                Arrays.setAll(each, i -> Float.floatToRawIntBits(values[i]));
                bits.put(tensor.name(), List.of(each));
            }
        }
        return bits;
    }

    /** The worker of a rank, once the run's log says that it trains. */
    private ProcessHandle training(Process process, String folder, int rank) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (System.nanoTime() < end && process.isAlive()) {
            Optional<ProcessHandle> found = worker(process, rank);
            if (found.isPresent() && Files.exists(temp.resolve(folder).resolve("recipe.json"))) {
                return found.get();
            }
            Thread.sleep(10);
        }
        throw new AssertionError(said(folder));
    }

    private void assertSame(String folder, String wanted) {
        assertThat(bits(temp.resolve(folder))).isEqualTo(bits(temp.resolve(wanted)));
        Result one = Result.read(temp.resolve(folder).resolve("result.json"));
        Result other = Result.read(temp.resolve(wanted).resolve("result.json"));
        assertThat(one.history()).isEqualTo(other.history());
        assertThat(one.metrics()).isEqualTo(other.metrics());
        assertThat(one.workers()).isEqualTo(2);
    }

    @Test
    void a_killed_worker_is_replaced_and_the_run_ends_as_undisturbed() throws Exception {
        int kills = Integer.getInteger("hearth.test.kills", 30);
        Process whole = start("whole");
        end(whole, "whole");
        assertThat(whole.exitValue()).as(said("whole")).isZero();
        RandomStream chance = new Seed(4).child("kills").stream();
        int done = 0;
        for (int run = 0; done < kills; run++) {
            String folder = "killed" + run;
            long begun = System.nanoTime();
            int before = done;
            Process process = start(folder);
            // At any moment from the start of the processes on, of the training more often.
            int rank = Math.floorMod(chance.nextLong(), 2);
            if (run % 3 == 0) {
                Thread.sleep(Math.floorMod(chance.nextLong(), 3000));
                Optional<ProcessHandle> victim = worker(process, rank);
                done += victim.isPresent() && victim.get().destroyForcibly() ? 1 : 0;
            } else {
                ProcessHandle victim = training(process, folder, rank);
                Thread.sleep(Math.floorMod(chance.nextLong(), 1500));
                done += victim.destroyForcibly() ? 1 : 0;
            }
            end(process, folder);
            assertThat(process.exitValue()).as(said(folder)).isZero();
            assertSame(folder, "whole");
            System.out.printf(
                    "kill %d of %d, worker %d%s: ended as undisturbed after %.1f s%n",
                    done,
                    kills,
                    rank,
                    done == before ? " was not there yet" : "",
                    (System.nanoTime() - begun) / 1e9);
        }
    }

    @Test
    void a_stopped_worker_is_lost_at_the_deadline() throws Exception {
        Process process = start("stopped", "--worker-deadline", "3");
        ProcessHandle victim = training(process, "stopped", 1);
        signal("STOP", victim.pid());
        end(process, "stopped");
        assertThat(process.exitValue()).as(said("stopped")).isZero();
        assertThat(said("stopped"))
                .contains(
                        "Worker 1 showed no sign of life. The run resumes from its last checkpoint.");
        assertThat(victim.isAlive()).isFalse();
    }

    @Test
    void a_worker_that_dies_again_and_again_is_named() throws Exception {
        Process process = start("dying");
        int killed = 0;
        long last = 0;
        while (process.isAlive()) {
            Optional<ProcessHandle> victim = worker(process, 1);
            if (victim.isPresent() && victim.get().pid() != last) {
                last = victim.get().pid();
                killed += victim.get().destroyForcibly() ? 1 : 0;
            }
            Thread.sleep(5);
        }
        assertThat(killed).isEqualTo(3);
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(said("dying"))
                .contains(
                        "A run of 2 workers needs each of them until its end. Received: worker 1 was"
                                + " ended by signal 9, for the third time since the last"
                                + " checkpoint. Look at ");
    }

    @Test
    void workers_end_with_a_supervisor_that_is_killed() throws Exception {
        Process process = start("orphaned");
        List<ProcessHandle> workers =
                List.of(training(process, "orphaned", 0), training(process, "orphaned", 1));
        process.destroyForcibly();
        for (ProcessHandle worker : workers) {
            worker.onExit().get(20, TimeUnit.SECONDS);
        }
        assertThat(temp.resolve("orphaned").resolve("result.json")).doesNotExist();
    }

    @Test
    void what_is_wrong_with_the_command_is_said_once_and_not_tried_again() throws Exception {
        Files.writeString(temp.resolve("file"), "");
        Process process = start("file");
        end(process, "file");
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(said("file").lines().filter(line -> line.contains("Received: "))).hasSize(1);
    }

    private static void signal(String name, long pid) throws Exception {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
        assertThat(code).isZero();
    }
}
