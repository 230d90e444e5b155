package dev.hearth.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One run on two executors, of which one is killed or stopped, or whose driver is. */
@Tag("long")
@Timeout(600)
class SparkFaultsTest {

    private static final String CLUSTER = "local-cluster[2,1,1024]";
    static final int EPOCHS = 60;

    @TempDir private Path temp;

    private final Map<String, String> settings = new HashMap<>();

    private void set(String key, String value) {
        settings.put(key, value);
        System.setProperty(key, value);
    }

    @AfterEach
    void unset() {
        settings.keySet().forEach(System::clearProperty);
    }

    /** A worker says in which process it begins. */
    static SparkTraining.Places noting(Path data, Path notes) {
        SparkTraining.Places places = SparkTrainingTest.places(data);
        String file = notes.toString();
        return () -> {
            if (TaskContext.get() != null) {
                note(Path.of(file));
            }
            return places.place();
        };
    }

    private static void note(Path file) {
        String line =
                String.join(
                        " ",
                        "" + BarrierTaskContext.get().partitionId(),
                        "" + ProcessHandle.current().pid());
        try {
            Files.writeString(
                    file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The beginning of a worker. */
    record Begin(int worker, long process) {}

    static List<Begin> begins(Path notes) throws IOException {
        List<Begin> all = new ArrayList<>();
        for (String line : Files.readAllLines(notes)) {
            String[] words = line.split(" ");
            all.add(new Begin(Integer.parseInt(words[0]), Long.parseLong(words[1])));
        }
        return all;
    }

    static JavaSparkContext open() {
        return new JavaSparkContext(SparkSessions.open(CLUSTER, "test").sparkContext());
    }

    private Result train(JavaSparkContext context, String folder) {
        return SparkTraining.train(
                context,
                SparkTrainingTest.recipe(EPOCHS),
                Budget.SMOKE,
                3,
                temp.resolve(folder),
                noting(temp.resolve("data"), temp.resolve(folder + ".txt")));
    }

    static void assertSame(Result came, Result whole) {
        assertThat(came.history()).isEqualTo(whole.history());
        assertThat(came.metrics()).isEqualTo(whole.metrics());
    }

    /** What a signal did: when, and to which process. */
    private record Hit(long milliseconds, long process) {}

    /** Signals the process of a worker once there is a checkpoint. */
    private Hit hit(String folder, int worker, String signal) {
        try {
            while (!Files.exists(temp.resolve(folder).resolve("checkpoint.safetensors"))) {
                Thread.sleep(5);
            }
            long process =
                    begins(temp.resolve(folder + ".txt")).stream()
                            .filter(begin -> begin.worker() == worker)
                            .findFirst()
                            .orElseThrow()
                            .process();
            long now = System.currentTimeMillis();
            assertThat(new ProcessBuilder("kill", "-" + signal, "" + process).start().waitFor())
                    .isZero();
            return new Hit(now, process);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Two runs, of which the second is hit; how long after the hit the next attempt began. */
    private double disturbed(String signal, int worker) throws Exception {
        List<Long> added = new CopyOnWriteArrayList<>();
        List<Long> started = new CopyOnWriteArrayList<>();
        try (JavaSparkContext context = open()) {
            context.sc()
                    .addSparkListener(
                            new SparkListener() {
                                @Override
                                public void onExecutorAdded(SparkListenerExecutorAdded event) {
                                    added.add(System.currentTimeMillis());
                                }

                                @Override
                                public void onTaskStart(SparkListenerTaskStart event) {
                                    started.add(event.taskInfo().launchTime());
                                }
                            });
            Result whole = train(context, "whole");
            started.clear();
            List<Hit> hits = new CopyOnWriteArrayList<>();
            Thread killer = new Thread(() -> hits.add(hit("hit", worker, signal)));
            killer.start();
            Result came = train(context, "hit");
            killer.join();
            assertSame(came, whole);
            // Two tasks of the first attempt, then two of the next.
            assertThat(started).hasSize(4);
            long next = Math.max(started.get(2), started.get(3));
            long back =
                    added.stream()
                            .filter(each -> each > hits.get(0).milliseconds())
                            .min(Long::compare)
                            .orElseThrow();
            double afterReturn = (next - back) / 1e3;
            double after = (next - hits.get(0).milliseconds()) / 1e3;
            System.out.printf(
                    "SIG%s to the executor of worker %d: the next attempt began %.1f s after it, %.1f s"
                            + " after the executor was back%n",
                    signal, worker, after, afterReturn);
            // A stopped process that was asked to end is killed ten seconds later.
            Optional<ProcessHandle> hit = ProcessHandle.of(hits.get(0).process());
            if (hit.isPresent()) {
                hit.get().onExit().get(30, TimeUnit.SECONDS);
            }
            assertThat(afterReturn).isLessThan(5);
            return after;
        }
    }

    @Test
    void a_killed_executor_is_replaced_and_the_run_ends_as_undisturbed() throws Exception {
        assertThat(disturbed("KILL", 1)).isLessThan(60);
    }

    @Test
    void so_is_that_of_the_worker_that_keeps_checkpoints() throws Exception {
        assertThat(disturbed("KILL", 0)).isLessThan(60);
    }

    @Test
    void a_hanging_executor_is_ended_at_the_deadline() throws Exception {
        set("spark.hearth.deadline", "10s");
        set("spark.network.timeout", "12s");
        set("spark.network.timeoutInterval", "2s");
        set("spark.executor.heartbeatInterval", "2s");
        assertThat(disturbed("STOP", 1)).isLessThan(90);
    }

    @Test
    void too_few_executors_are_told() {
        try (JavaSparkContext context =
                new JavaSparkContext(SparkSessions.open("local[1]", "test").sparkContext())) {
            assertThatThrownBy(() -> train(context, "narrow"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "A run of 2 workers needs as many cores of executors at once. Received: fewer"
                                    + " for 120 s. Start more executors, or use fewer workers; called"
                                    + " again, the run resumes from its last checkpoint.");
        }
    }

    /** Whoever begins as this worker ends at once. */
    private static SparkTraining.Places dying(Path data) {
        SparkTraining.Places places = SparkTrainingTest.places(data);
        return () -> {
            if (TaskContext.get() != null && TaskContext.getPartitionId() == 1) {
                Runtime.getRuntime().halt(9);
            }
            return places.place();
        };
    }

    @Test
    void a_worker_that_dies_again_and_again_is_named() {
        try (JavaSparkContext context = open()) {
            assertThatThrownBy(
                            () ->
                                    SparkTraining.train(
                                            context,
                                            SparkTrainingTest.recipe(2),
                                            Budget.SMOKE,
                                            3,
                                            temp.resolve("dying"),
                                            dying(temp.resolve("data"))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(
                            "A run of 2 workers needs each of them until its end. Received: worker 1 was"
                                    + " lost (")
                    .hasMessageContaining(
                            "), for the third time since the last checkpoint. Look at")
                    .hasMessageContaining(
                            " the executors' logs; called again, the run resumes from");
        }
    }

    /** Trains in a process of its own. */
    static final class Driver {
        private Driver() {}

        /**
         * The entry.
         *
         * @param arguments folder, data, notes
         */
        public static void main(String[] arguments) {
            RunSpec recipe = SparkTrainingTest.recipe(EPOCHS);
            try (JavaSparkContext context = open()) {
                SparkTraining.train(
                        context,
                        recipe,
                        Budget.SMOKE,
                        3,
                        Path.of(arguments[0]),
                        noting(Path.of(arguments[1]), Path.of(arguments[2])));
            }
        }
    }

    @Test
    void executors_end_with_their_driver_and_the_run_resumes_from_its_checkpoint()
            throws Exception {
        Process driver =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Driver.class.getName(),
                                temp.resolve("hit").toString(),
                                temp.resolve("data").toString(),
                                temp.resolve("hit.txt").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(temp.resolve("driver.txt").toFile())
                        .start();
        Path checkpoint = temp.resolve("hit").resolve("checkpoint.safetensors");
        while (!Files.exists(checkpoint)) {
            assertThat(driver.isAlive()).as(Files.readString(temp.resolve("driver.txt"))).isTrue();
            Thread.sleep(5);
        }
        Collection<ProcessHandle> executors =
                new ArrayList<>(SparkTrainingTest.executors().values());
        assertThat(executors).hasSize(2);
        long begun = System.nanoTime();
        driver.destroyForcibly();
        for (ProcessHandle executor : executors) {
            executor.onExit().get(60, TimeUnit.SECONDS);
        }
        System.out.printf(
                "SIGKILL to the driver: both executors had ended after %.1f s%n",
                (System.nanoTime() - begun) / 1e9);
        assertThat(temp.resolve("hit").resolve("result.json")).doesNotExist();
        try (JavaSparkContext context = open()) {
            Result whole = train(context, "whole");
            assertSame(train(context, "hit"), whole);
        }
    }
}
