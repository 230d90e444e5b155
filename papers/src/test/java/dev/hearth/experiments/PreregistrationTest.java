package dev.hearth.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.train.recipe.Budget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreregistrationTest {

    @TempDir private Path temp;

    private static Plan plan(int seeds) {
        List<Job> jobs = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            for (String arm : List.of("a", "b")) {
                jobs.add(
                        new MeasurementJob(
                                "made/up", arm, seed, Budget.SMOKE, 1, (chance, on) -> Map.of()));
            }
        }
        return new Plan("made up", "", jobs, List.of(), List.of());
    }

    @Test
    void seeds_that_are_added_later_are_refused_unless_the_plan_calls_it_a_later_look() {
        Path folder = temp.resolve("made/up");
        Preregistration.check(folder, plan(3));
        assertThatCode(() -> Preregistration.check(folder, plan(3))).doesNotThrowAnyException();
        assertThat(folder.resolve("design.txt"))
                .content()
                .startsWith(
                        "look 1: 6 runs, 3 seeds, Student's t of pairs, which takes differences as"
                                + " normal; first of at most two looks");
        assertThatThrownBy(() -> Preregistration.check(folder, plan(6)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("were begun by the design: look 1: 6 runs, 3 seeds")
                .hasMessageContaining("Received: look 1: 12 runs, 6 seeds")
                .hasMessageEndingWith("or declare a later look in the plan.");
        Preregistration.check(folder, plan(6).look(2, 2, 3));
        assertThat(folder.resolve("design.txt"))
                .content()
                .contains("look 1: 6 runs", "look 2: 12 runs", "second look, after one at 3 seeds");
        assertThatThrownBy(() -> Preregistration.check(folder, plan(8).look(2, 2, 3)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("look 2: 12 runs");
    }
}
