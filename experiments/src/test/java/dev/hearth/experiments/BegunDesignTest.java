package dev.hearth.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.Device;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.run.Run;
import dev.hearth.zoo.ModelRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs keep to the design that stands beside them. */
class BegunDesignTest {

    @TempDir private Path temp;

    private record MadeUp(long first, int seeds, String... arms) implements Experiment {

        @Override
        public String name() {
            return "made/up";
        }

        @Override
        public String about() {
            return "made up";
        }

        @Override
        public Plan plan(Budget budget, Predicate<String> available) {
            List<Job> jobs = new ArrayList<>();
            for (long seed = first; seed < first + seeds; seed++) {
                for (String arm : arms) {
                    jobs.add(
                            new MeasurementJob(
                                    "made/up", arm, seed, budget, 1, (chance, on) -> Map.of()));
                }
            }
            return new Plan("made up", "", jobs, List.of(), List.of());
        }

        Plan plan() {
            return plan(Budget.SMOKE, set -> true);
        }
    }

    private Path runs() {
        return temp.resolve("made/up");
    }

    private JobQueue queue(int seeds) {
        Run.Place place =
                new Run.Place(
                        new DatasetProvider(temp, temp.resolve("cache")),
                        RecipeJson.of(ModelRegistry.layerJson()),
                        Device.CPU);
        return JobQueue.of(place, Budget.SMOKE, temp, List.of(new MadeUp(1, seeds, "a", "b")));
    }

    @Test
    void processes_that_share_jobs_keep_to_it_too() {
        queue(3).work("monday");
        assertThat(queue(3).ended("monday")).hasSize(6);
        assertThat(runs().resolve("design.txt"))
                .content()
                .startsWith("look 1: 6 runs, 3 seeds, ")
                .endsWith("; arms a, b; seeds 1, 2, 3\n");
        assertThatThrownBy(() -> queue(6))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("were begun by the design: look 1: 6 runs, 3 seeds")
                .hasMessageContaining("Received: look 1: 12 runs, 6 seeds");
    }

    @Test
    void another_arm_and_other_seeds_are_another_design() {
        Preregistration.check(runs(), new MadeUp(1, 3, "b", "a").plan());
        Preregistration.check(runs(), new MadeUp(1, 3, "a", "b").plan());
        assertThatThrownBy(() -> Preregistration.check(runs(), new MadeUp(1, 3, "a", "c").plan()))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("; arms a, b; seeds 1, 2, 3. Received: look 1: 6 runs, ")
                .hasMessageContaining("; arms a, c; seeds 1, 2, 3. ");
        assertThatThrownBy(() -> Preregistration.check(runs(), new MadeUp(4, 3, "a", "b").plan()))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("; arms a, b; seeds 4, 5, 6. ");
    }

    @Test
    void a_line_of_an_earlier_release_tells_neither_arms_nor_seeds() throws IOException {
        Plan plan = new MadeUp(1, 3, "a", "b").plan();
        String line = "look 1: 6 runs, " + plan.design().words() + "\n";
        Files.createDirectories(runs());
        Path file = Files.writeString(runs().resolve("design.txt"), line);
        Preregistration.check(runs(), plan);
        assertThat(file).hasContent(line);
        assertThatThrownBy(() -> Preregistration.check(runs(), new MadeUp(1, 4, "a", "b").plan()))
                .isInstanceOf(BadDataException.class);
    }

    @Test
    void what_has_no_runs_since_its_data_are_not_here_is_not_begun() throws IOException {
        Plan absent = Plan.absent("imagenet", List.of());
        Preregistration.check(runs(), absent);
        assertThat(runs()).doesNotExist();
        // Earlier releases wrote it down.
        Files.createDirectories(runs());
        Files.writeString(
                runs().resolve("design.txt"), "look 1: 0 runs, " + absent.design().words() + "\n");
        Preregistration.check(runs(), new MadeUp(1, 3, "a").plan());
        assertThatThrownBy(() -> Preregistration.check(runs(), new MadeUp(1, 4, "a").plan()))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("were begun by the design: look 1: 3 runs, 3 seeds");
    }
}
