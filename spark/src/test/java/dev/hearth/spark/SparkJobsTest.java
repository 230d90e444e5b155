package dev.hearth.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.JobCluster;
import dev.hearth.experiments.JobQueue;
import dev.hearth.inference.LocalFolders;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many runs as tasks, whose results are those of one process. */
@Timeout(300)
class SparkJobsTest {

    private static final String EXPERIMENT = "elu/mnist-8x128";

    @TempDir private Path temp;

    private JobQueue queue(Path out) {
        List<Experiment> chosen =
                Papers.experiments().stream()
                        .filter(each -> each.name().equals(EXPERIMENT))
                        .toList();
        Run.Place place =
                new Run.Place(
                        new DatasetProvider(temp, LocalFolders.prepared()),
                        Papers.recipeJson(),
                        Device.CPU);
        return JobQueue.of(place, Budget.SMOKE, out, chosen);
    }

    private static List<Path> results(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith("result.json"))
                    .map(folder::relativize)
                    .sorted()
                    .toList();
        }
    }

    private void jobs(String master, boolean isDisturbed) throws Exception {
        LibTorch.threads(1);
        Path local = temp.resolve("local");
        queue(local).work("local");
        Path out = temp.resolve("out");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (JavaSparkContext context =
                new JavaSparkContext(SparkSessions.open(master, "test").sparkContext())) {
            Thread killer = new Thread(() -> kill(out));
            if (isDisturbed) {
                killer.start();
            }
            SparkJobs.run(
                    context,
                    new JobCluster.Work(Budget.SMOKE, out, temp, List.of(EXPERIMENT), "once"),
                    queue(out),
                    new PrintStream(said, true, StandardCharsets.UTF_8));
            killer.join();
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("10 jobs, of which 0 are done.")
                .contains(" 10/10 " + EXPERIMENT);
        assertThat(results(out)).hasSize(10).isEqualTo(results(local));
        for (Path file : results(local)) {
            Result one = Result.read(local.resolve(file));
            Result other = Result.read(out.resolve(file));
            assertThat(other.history()).isEqualTo(one.history());
            assertThat(other.metrics()).isEqualTo(one.metrics());
            assertThat(other.recipeHash()).isEqualTo(one.recipeHash());
        }
    }

    /** One of the executors, once a job is done. */
    private static void kill(Path out) {
        try {
            while (results(out).isEmpty()) {
                Thread.sleep(10);
            }
            Optional<ProcessHandle> executor =
                    SparkTrainingTest.executors().values().stream().findFirst();
            executor.ifPresent(ProcessHandle::destroyForcibly);
        } catch (IOException | InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void results_are_those_of_one_process() throws Exception {
        jobs("local[2]", false);
    }

    @Test
    @Tag("long")
    void so_they_are_where_an_executor_is_killed() throws Exception {
        jobs("local-cluster[2,1,1024]", true);
    }
}
