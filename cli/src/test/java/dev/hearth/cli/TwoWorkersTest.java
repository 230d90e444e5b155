package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.train.recipe.BatchStatistics;
import dev.hearth.train.run.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run of two processes, undisturbed. */
@Timeout(120)
class TwoWorkersTest {

    @TempDir private Path temp;

    private Called run(String more) {
        return Called.line(
                temp,
                "run elu/mnist-8x128/ELU --budget smoke --set corpus.training=1280 --set"
                        + " corpus.testing=50 --set corpus.set=strokes --set epochs=2 --json "
                        + more);
    }

    @Test
    void two_processes_train_what_one_does() {
        Called alone = run("--threads 1 --out TEMP/one");
        assertThat(alone.code()).as(alone.err()).isZero();
        Called both = run("--workers 2 --out TEMP/two");
        assertThat(both.code()).as(both.err()).isZero();
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
        // What is done is done; another count of workers is another recipe.
        assertThat(run("--workers 2 --out TEMP/two").code()).isZero();
        Called other = run("--threads 1 --out TEMP/two");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("Name another folder");
    }
}
