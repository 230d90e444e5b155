package dev.hearth.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.train.TrainingEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process is killed (SIGKILL) at moments that it cannot know, and started again until it is done. */
@Tag("long")
class KilledRunTest {

    @TempDir private Path temp;

    /** What is killed. */
    static final class Child {

        private Child() {}

        public static void main(String[] arguments) {
            LibTorch.threads(1);
            Path folder = Path.of(arguments[0]);
            Kind kind = Kind.valueOf(arguments[1]);
            run(kind, folder).execute(Small.place(folder), List.of(Child::say), 0);
        }

        private static void say(TrainingEvent event) {
            System.out.println(event);
        }

        /** Four windows an epoch. */
        static Run run(Kind kind, Path folder) {
            return switch (kind) {
                case NET -> Small.run(Small.recipe(400, 2, 3), 7, folder);
                case GAME -> Small.run(Small.game(400, 2, 3), 7, folder);
            };
        }
    }

    /** Of what, and how many rows its log has for each epoch. */
    private enum Kind {
        /** One player: a row a window, and one for the epoch. */
        NET(4 + 1),
        /** Two at once: besides, a row for each of 200 steps. */
        GAME(2 * (4 + 200) + 1);

        private final int rows;

        Kind(int rows) {
            this.rows = rows;
        }
    }

    /** How a life ends. */
    private enum Death {
        /** After some events and a moment. */
        ANY_MOMENT,
        /** As soon as a file is seen that is being written. */
        WHILE_WRITING
    }

    /** {@code -Dtests.kills=300} for a campaign: runs until so many processes of each kind were killed. */
    @ParameterizedTest
    @EnumSource
    void a_killed_run_ends_as_if_nothing_had_happened(Kind kind) throws Exception {
        LibTorch.threads(1);
        Path whole = temp.resolve("whole");
        Result wanted = Child.run(kind, whole).execute(Small.place(temp), List.of(), 0);
        int kills = 0;
        for (int run = 0; kills < Integer.getInteger("tests.kills", 4); run++) {
            kills += killed(kind, whole, wanted, temp.resolve("killed-" + run), new Seed(11 + run));
        }
        System.out.println(kind + ": " + kills + " kills");
    }

    /** How many processes were killed before one came to the end. */
    private int killed(Kind kind, Path whole, Result wanted, Path folder, Seed seed)
            throws Exception {
        RandomStream chance = seed.child("kills").stream();
        int kills = 0;
        int whileWriting = 0;
        while (!Files.exists(folder.resolve("result.json"))) {
            Death death = kills % 2 == 0 ? Death.WHILE_WRITING : Death.ANY_MOMENT;
            int events = 3 + Math.floorMod(chance.nextLong(), 5);
            int moment = Math.floorMod(chance.nextLong(), 60);
            if (life(kind, folder, death, events, moment)) {
                kills++;
                whileWriting += parts(folder) ? 1 : 0;
            }
            assertThat(kills).isLessThan(60);
        }
        assertThat(kills).isGreaterThan(3);
        assertThat(whileWriting).isPositive();
        Result came = Child.run(kind, folder).execute(Small.place(temp), List.of(), 0);
        assertThat(Small.bits(folder)).isEqualTo(Small.bits(whole));
        assertThat(came.metrics()).isEqualTo(wanted.metrics());
        assertThat(came.history()).isEqualTo(wanted.history());
        assertThat(folder.resolve("log.csv")).hasSameTextualContentAs(whole.resolve("log.csv"));
        assertThat(Small.text(folder.resolve("log.csv")).lines())
                .doesNotHaveDuplicates()
                .hasSize(1 + 3 * kind.rows);
        return kills;
    }

    /** Whether the process was killed before it was done. */
    private boolean life(Kind kind, Path folder, Death death, int events, int moment)
            throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Child.class.getName(),
                                folder.toString(),
                                kind.name())
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int heard = 0;
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                assertThat(line).doesNotContain("Exception");
                // JDK 24 and newer begin with warnings of their own.
                if (!line.startsWith("WARNING") && ++heard == events) {
                    break;
                }
            }
            if (death == Death.WHILE_WRITING) {
                while (process.isAlive() && !parts(folder)) {
                    Thread.onSpinWait();
                }
            } else {
                process.waitFor(moment, TimeUnit.MILLISECONDS);
            }
            boolean alive = process.isAlive();
            process.destroyForcibly();
            int code = process.waitFor();
            assertThat(code).isIn(0, 137);
            return alive && code != 0;
        }
    }

    private static boolean parts(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".checkpoint*.part")) {
            return parts.iterator().hasNext();
        }
    }
}
