package dev.hearth.spark;

import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.CancelledException;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.Exchange;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.exchange.FolderMeeting;
import dev.hearth.train.exchange.TcpExchange;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DataParallelRecipe;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class SparkTrainingTest {

    @TempDir private Path temp;

    static RunSpec recipe(int epochs) {
        Origin test = Origin.ours("a test");
        Recipe recipe =
                Recipe.named("test/spark")
                        .corpus(new DatasetSpec("strokes", 200, 20), test)
                        .model(
                                sequence(
                                        new Flatten(),
                                        linear(16),
                                        new Elu(),
                                        new Dropout(0.3),
                                        linear(10)),
                                test)
                        .optimizer(new Sgd(0.9), test)
                        .rate(new ConstantSchedule(0.01), test)
                        .batch(10, test)
                        .epochs(epochs, test)
                        .build();
        return DataParallelRecipe.of(recipe, 2);
    }

    /** Not of the test's instance, which is not serializable. */
    static SparkTraining.Places places(Path root) {
        String data = root.toString();
        return () ->
                new Run.Place(
                        new DatasetProvider(Path.of(data), Path.of(data).resolve("cache")),
                        RecipeJson.of(LayerJson.standard()),
                        Device.CPU);
    }

    /** The same run by two threads of this process. */
    private Result threads(Path folder) throws Exception {
        LibTorch.threads(1);
        Path meeting = FolderMeeting.open();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<Result>> all = new ArrayList<>();
        for (int each = 0; each < 2; each++) {
            int rank = each;
            all.add(
                    threads.submit(
                            () -> {
                                try (Exchange exchange =
                                        FolderMeeting.join(
                                                meeting,
                                                rank,
                                                2,
                                                InetAddress.getLoopbackAddress(),
                                                TcpExchange.DEADLINE)) {
                                    return new Run(recipe(2), Budget.SMOKE, 3, folder, List.of())
                                            .execute(
                                                    places(temp.resolve("data"))
                                                            .place()
                                                            .with(exchange),
                                                    List.of());
                                }
                            }));
        }
        Result result = all.get(0).get();
        all.get(1).get();
        threads.shutdown();
        return result;
    }

    private void trains(String master) throws Exception {
        Path folder = temp.resolve("run");
        try (JavaSparkContext context =
                new JavaSparkContext(SparkSessions.open(master, "test").sparkContext())) {
            Result result =
                    SparkTraining.train(
                            context,
                            recipe(2),
                            Budget.SMOKE,
                            3,
                            folder,
                            places(temp.resolve("data")));
            Result wanted = threads(temp.resolve("threads"));
            assertThat(result.history()).isEqualTo(wanted.history());
            assertThat(result.metrics()).isEqualTo(wanted.metrics());
            assertThat(result.recipeHash()).isEqualTo(wanted.recipeHash());
            assertThat(result.workers()).isEqualTo(2);
            // What another try would not mend is thrown as it is.
            assertThatThrownBy(
                            () ->
                                    SparkTraining.train(
                                            context,
                                            recipe(2),
                                            Budget.SMOKE,
                                            4,
                                            folder,
                                            places(temp.resolve("data"))))
                    .isInstanceOf(dev.hearth.data.BadDataException.class)
                    .hasMessageContaining("with the result of seed 3");
        }
    }

    @Test
    void a_barrier_stage_trains_what_two_threads_do() throws Exception {
        trains("local[2]");
    }

    @Test
    @Tag("long")
    void so_do_two_executors() throws Exception {
        trains("local-cluster[2,1,1024]");
    }

    @Test
    void a_cancelled_run_ends_at_its_next_step_and_is_not_tried_again() throws Exception {
        Path folder = temp.resolve("cancelled");
        try (JavaSparkContext context =
                new JavaSparkContext(SparkSessions.open("local[2]", "test").sparkContext())) {
            ExecutorService caller = Executors.newSingleThreadExecutor();
            Future<Result> run =
                    caller.submit(
                            () ->
                                    SparkTraining.train(
                                            context,
                                            recipe(100_000),
                                            Budget.SMOKE,
                                            3,
                                            folder,
                                            places(temp.resolve("data"))));
            caller.shutdown();
            while (!Files.exists(folder.resolve("checkpoint.safetensors"))) {
                assertThat(run.isDone()).isFalse();
                Thread.sleep(5);
            }
            context.sc().cancelAllJobs();
            assertThatThrownBy(() -> run.get(20, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(CancelledException.class)
                    .hasMessageStartingWith(
                            "A run of several workers trains until it is done. Received: the end of its")
                    .hasMessageEndingWith(
                            "Called again, the run resumes from its last checkpoint.");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (running() > 0) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.sleep(20);
            }
        }
    }

    /** Threads of tasks that compute. */
    private static long running() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("hearth-signs-"))
                .count();
    }

    static String line(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", "" + process.pid(), "cmdline"));
        } catch (IOException ended) {
            return "";
        }
    }

    static Map<Long, ProcessHandle> executors() {
        return ProcessHandle.current()
                .descendants()
                .filter(each -> line(each).contains("CoarseGrainedExecutorBackend"))
                .collect(Collectors.toMap(ProcessHandle::pid, each -> each));
    }
}
