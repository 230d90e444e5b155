package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Engine;
import dev.hearth.train.PlayRun;
import dev.hearth.train.optim.Adamax;
import dev.hearth.train.play.Acting;
import dev.hearth.train.play.Course;
import dev.hearth.train.play.Exam;
import dev.hearth.train.play.Length;
import dev.hearth.train.play.Raiders;
import dev.hearth.train.play.Storage;
import dev.hearth.train.play.TemporalDifference;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Knob;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.schedule.Constant;
import dev.hearth.zoo.weightnorm.GridQ;
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

class PlayTest {

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
        Course course =
                new Course(
                        "test/raiders",
                        new Knob<>(new Raiders(0.1), test),
                        new Knob<>(new GridQ(2, 8, 4), test),
                        new Knob<>(Course.Beginning.FROM_DATA, test),
                        new Knob<>(new Acting(2, 1, 1), test),
                        new Knob<>(new Storage(200, 50), test),
                        new Knob<>(
                                new TemporalDifference(
                                        0.9,
                                        TemporalDifference.Best.TARGET,
                                        1,
                                        TemporalDifference.Sum.MEAN,
                                        1,
                                        5),
                                test),
                        new Knob<>(new Adamax(), test),
                        new Knob<>(new Constant(0.001), test),
                        new Knob<>(new Constant(0.5), test),
                        new Knob<>(8, test),
                        new Knob<>(new Length(1, 10), test),
                        new Knob<>(new Exam(2, 0.05, 50), test));
        Engine.threads(1);
        new PlayRun(course, Budget.SMOKE, 1, temp)
                .execute(Papers.courses(), Device.CPU, List.of(), (task, folder) -> Map.of());
        String said = said("", "play", "--from", temp.toString(), "--delay", "0");
        assertThat(said).startsWith("test/raiders\n+----------+\n");
        assertThat(said.strip().lines().toList())
                .last()
                .asString()
                .matches("\\d+ points in \\d+ steps");
    }
}
