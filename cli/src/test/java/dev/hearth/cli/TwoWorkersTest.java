package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.train.recipe.BatchStatistics;
import dev.hearth.train.run.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run of two processes, undisturbed. */
@Timeout(120)
class TwoWorkersTest {

    @TempDir private Path temp;

    private static final String RUN =
            "run elu/mnist-8x128/ELU --budget smoke --set corpus.training=1280 --set"
                    + " corpus.testing=50 --set corpus.set=strokes --set epochs=2 --json ";

    private Called run(String more) {
        return Called.line(temp, RUN + more);
    }

    /** As a process, since worker 0 has the output of whoever starts it. */
    private void workers() throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
        line.add(System.getProperty("java.class.path"));
        line.add(Hearth.class.getName());
        // Behind "--" nothing is an option, of the workers neither.
        String[] words = RUN.split(" ", 3);
        String two = words[2] + "--workers 2 --out " + temp.resolve("two") + " -- " + words[1];
        line.addAll(List.of((words[0] + " " + two).split(" ")));
        Path said = temp.resolve("said.txt");
        Process process =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        Set<String> listened = new TreeSet<>();
        while (!process.waitFor(2, TimeUnit.MILLISECONDS)) {
            listened.addAll(listening(process));
        }
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        // 127.0.0.1, and the same as an address of the newer protocol.
        assertThat(listened)
                .isSubsetOf("0100007F", "0000000000000000FFFF00000100007F")
                .isNotEmpty();
    }

    /** The addresses at which the workers of a process let others connect, as the kernel writes them. */
    private static Set<String> listening(Process supervisor) {
        Set<String> addresses = new TreeSet<>();
        List<ProcessHandle> workers = supervisor.descendants().toList();
        Set<String> own = new TreeSet<>();
        for (ProcessHandle worker : workers) {
            try (Stream<Path> open = Files.list(Path.of("/proc", "" + worker.pid(), "fd"))) {
                for (Path file : open.toList()) {
                    own.add(Files.readSymbolicLink(file).toString());
                }
            } catch (IOException | UncheckedIOException ended) {
                continue;
            }
        }
        for (String table : List.of("tcp", "tcp6")) {
            try {
                for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
                    String[] words = line.strip().split(" +");
                    // State 0A: it listens.
                    if (words[3].equals("0A") && own.contains("socket:[" + words[9] + "]")) {
                        addresses.add(words[1].replaceAll(":.*", ""));
                    }
                }
            } catch (IOException absent) {
                continue;
            }
        }
        return addresses;
    }

    @Test
    void two_processes_train_what_one_does() throws Exception {
        Called alone = run("--threads 1 --out TEMP/one");
        assertThat(alone.code()).as(alone.err()).isZero();
        workers();
        Result one = Result.read(temp.resolve("one/result.json"));
        Result two = Result.read(temp.resolve("two/result.json"));
        assertThat(two.workers()).isEqualTo(2);
        assertThat(two.batchStatistics()).isEqualTo(BatchStatistics.LOCAL);
        assertThat(two.recipeHash()).isNotEqualTo(one.recipeHash());
        for (int epoch = 0; epoch < 2; epoch++) {
            assertThat(two.history().get(epoch).get("trainLoss"))
                    .isCloseTo(one.history().get(epoch).get("trainLoss"), within(1e-5));
        }
        assertThat(temp.resolve("two/workers/1.log")).exists();
        assertThat(Files.exists(temp.resolve("two/checkpoint.safetensors"))).isTrue();
        // Another count of workers is another recipe.
        Called other = run("--threads 1 --out TEMP/two");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("Name another folder");
    }
}
