package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.train.recipe.BatchStatistics;
import dev.hearth.train.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        line.addAll(List.of((RUN + "--workers 2 --out " + temp.resolve("two")).split(" ")));
        Path said = temp.resolve("said.txt");
        Process process =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        assertThat(process.waitFor()).as(Files.readString(said)).isZero();
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
