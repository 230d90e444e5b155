package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.optim.Adamax;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.papers.Papers;
import dev.hearth.rl.ActorConfig;
import dev.hearth.rl.DqnRecipe;
import dev.hearth.rl.DqnRun;
import dev.hearth.rl.EvaluationConfig;
import dev.hearth.rl.Raiders;
import dev.hearth.rl.ReplayConfig;
import dev.hearth.rl.TemporalDifferenceLoss;
import dev.hearth.rl.TrainingLength;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Setting;
import dev.hearth.train.run.Run;
import dev.hearth.zoo.weightnorm.GridDqn;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlayCommandTest {

    @TempDir private Path temp;

    /** What is said to somebody who presses these keys. */
    private static String said(String keys, String... arguments) {
        InputStream realIn = System.in;
        PrintStream realOut = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            System.setIn(new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8)));
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            assertThat(Hearth.line().execute(arguments)).isZero();
        } finally {
            System.setIn(realIn);
            System.setOut(realOut);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_person_plays_with_keys() {
        String said = said("s\naad\nq\n", "play");
        assertThat(said).contains("WWWWWW", "|     A    |", "|     |    |", "|    A     |");
        assertThat(said.lines().toList()).last().isEqualTo("0 points in 4 steps");
    }

    @Test
    void a_game_ends_by_itself_and_the_end_of_the_keys_ends_it_too() {
        String fires = said("s".repeat(1000) + "\n", "play", "--games", "2");
        assertThat(fires).containsPattern("[1-9]\\d* points in \\d+ steps");
        assertThat(said("", "play")).contains("0 points in 0 steps");
    }

    @Test
    void a_net_plays_as_its_run_taught_it() {
        Origin test = Origin.ours("a test");
        DqnRecipe course =
                new DqnRecipe(
                        "test/raiders",
                        new Setting<>(new Raiders(0.1), test),
                        new Setting<>(new GridDqn(2, 8, 4), test),
                        new Setting<>(DqnRecipe.Beginning.FROM_DATA, test),
                        new Setting<>(new ActorConfig(2, 1, 1), test),
                        new Setting<>(new ReplayConfig(200, 50), test),
                        new Setting<>(
                                new TemporalDifferenceLoss(
                                        0.9,
                                        TemporalDifferenceLoss.Best.TARGET,
                                        1,
                                        TemporalDifferenceLoss.Sum.MEAN,
                                        1,
                                        5),
                                test),
                        new Setting<>(new Adamax(), test),
                        new Setting<>(new ConstantSchedule(0.001), test),
                        new Setting<>(new ConstantSchedule(0.5), test),
                        new Setting<>(8, test),
                        new Setting<>(new TrainingLength(1, 10), test),
                        new Setting<>(new EvaluationConfig(2, 0.05, 50), test));
        LibTorch.threads(1);
        new DqnRun(course, Budget.SMOKE, 1, temp)
                .execute(
                        new Run.Place(
                                new DatasetProvider(temp, temp), Papers.recipeJson(), Device.CPU),
                        List.of(),
                        (task, folder) -> Map.of());
        String said = said("", "play", "--from", temp.toString(), "--delay", "0");
        assertThat(said).startsWith("test/raiders\n+----------+\n");
        assertThat(said.strip().lines().toList())
                .last()
                .asString()
                .matches("\\d+ points in \\d+ steps");
    }
}
