package dev.hearth.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.data.BadDataException;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.weights.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobQueueTest {

    @TempDir private Path temp;

    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    /** Takes a moment, or fails. */
    private final class Brief implements Job {
        private final String arm;
        private final double effort;

        Brief(String arm, double effort) {
            this.arm = arm;
            this.effort = effort;
        }

        @Override
        public String arm() {
            return arm;
        }

        @Override
        public long seed() {
            return 1;
        }

        @Override
        public double effort() {
            return effort;
        }

        @Override
        public Result run(Run.Place place, Path folder, List<TrainingListener> listeners) {
            done.add(arm);
            if (arm.equals("broken")) {
                throw new BadDataException("A test", "a failure", "None");
            }
            Result result =
                    new Result(
                            arm, "", "smoke", Map.of(), 1, "cpu", 1, "", Map.of(), Map.of(),
                            List.of(), 1, 1);
            AtomicFile.write(folder.resolve("result.json"), result.json());
            return result;
        }
    }

    private final class Planned implements Experiment {
        @Override
        public String name() {
            return "made/up";
        }

        @Override
        public String about() {
            return "jobs of several lengths";
        }

        @Override
        public Plan plan(Budget budget, Predicate<String> available) {
            return new Plan(
                    "none",
                    "",
                    List.of(
                            new Brief("short", 1),
                            new Brief("broken", 5),
                            new Brief("long", 9),
                            new Brief("middle", 3)),
                    List.of(),
                    List.of());
        }
    }

    private JobQueue queue() {
        Run.Place place =
                new Run.Place(
                        new DatasetProvider(temp, temp.resolve("cache")),
                        Papers.recipeJson(),
                        Device.CPU);
        return JobQueue.of(place, Budget.SMOKE, temp.resolve("out"), List.of(new Planned()));
    }

    @Test
    void the_longest_comes_first_and_what_fails_is_tried_once_a_session() {
        JobQueue queue = queue();
        assertThat(queue.names())
                .containsExactly(
                        "made/up long seed 1",
                        "made/up broken seed 1",
                        "made/up middle seed 1",
                        "made/up short seed 1");
        assertThat(queue.ended("a")).isEmpty();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        JobProgress progress =
                new JobProgress(queue, "a", new PrintStream(said, true, StandardCharsets.UTF_8));
        queue.work("a");
        assertThat(progress.tell()).isTrue();
        assertThat(said.toString(StandardCharsets.UTF_8).lines())
                .hasSize(5)
                .contains("4 jobs, of which 0 are done.")
                .anyMatch(
                        line ->
                                line.contains(
                                        "/4 made/up broken seed 1 failed (A"
                                                + " test. Received: a failure. None.), left for all: about "))
                .anyMatch(line -> line.matches(" +1/4 made/up long seed 1 took .* s, left .*"))
                .anyMatch(line -> line.matches(" +4/4 .*, left for all: nothing"));
        assertThat(done).containsExactly("long", "broken", "middle", "short");
        assertThat(queue.ended("a")).hasSize(4);
        assertThat(queue.share(queue.ended("a"))).isEqualTo(1);
        queue().work("a");
        assertThat(done).hasSize(4);
        assertThat(queue.ended("b")).containsExactly(0, 2, 3);
        queue().work("b");
        assertThat(done).hasSize(5).endsWith("broken");
    }

    @Test
    void each_job_is_done_by_one_of_several() throws Exception {
        var threads = Executors.newFixedThreadPool(3);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(threads.submit(() -> queue().work("a")));
        }
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
        assertThat(done).containsExactlyInAnyOrder("long", "broken", "middle", "short");
    }

    @Test
    void jobs_of_different_plans_are_compared_by_their_nets() {
        Run.Place place =
                new Run.Place(
                        new DatasetProvider(temp, temp.resolve("cache")),
                        Papers.recipeJson(),
                        Device.CPU);
        List<Experiment> all = Papers.experiments();
        JobQueue queue = JobQueue.of(place, Budget.SMOKE, temp.resolve("out"), all);
        assertThat(queue.size()).isGreaterThan(20);
        assertThat(queue.share(List.of(0))).isGreaterThan(queue.share(List.of(queue.size() - 1)));
    }
}
