package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.papers.Papers;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import dev.hearth.weights.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Processes of the program are killed (SIGKILL) while they start, train, write a checkpoint or end, and called
 * again until the run is done: it ends bit for bit as one that nobody has disturbed. Of every kind of run.
 *
 * <p>{@code -Dtests.kills=300} for a campaign of 300 kills over all kinds, {@code -Dtests.kills.seed=2} for
 * another one.
 */
@Tag("long")
@EnabledOnOs(value = OS.LINUX, disabledReason = "workers are found in /proc")
class KilledProcessesTest {

    private static final int RUNS_AT_MOST = 400;

    @TempDir private Path temp;

    /** What is trained, and who is killed. */
    private enum Kind {
        NET(" "),
        GAN(" "),
        DQN(" "),
        /** Of a run of two workers: either worker, again and again under the same supervisor. */
        WORKER(" --workers 2 "),
        /** Of a run of two workers: the process that watches over them. */
        SUPERVISOR(" --workers 2 ");

        private final String options;

        Kind(String options) {
            this.options = options;
        }
    }

    /** When a process is killed. */
    private enum Moment {
        ANY,
        TRAINING,
        WRITING
    }

    private Path recipe(Kind kind) throws IOException {
        Path file = temp.resolve(kind + ".json");
        if (kind == Kind.GAN || kind == Kind.DQN) {
            RunSpec recipe = kind == Kind.GAN ? SmallRecipes.gan(250) : SmallRecipes.dqn(250);
            Files.writeString(file, Papers.recipeJson().write(recipe));
        }
        return file;
    }

    private String line(Kind kind, Path folder) throws IOException {
        String what =
                kind == Kind.GAN || kind == Kind.DQN
                        ? recipe(kind).toString()
                        : "elu/mnist-8x128/ELU --budget smoke --set corpus.set=strokes --set"
                                + " corpus.training=128 --set corpus.testing=20 --set batch=16 --set"
                                + " model.units=32 --set epochs=250";
        return "run " + what + kind.options + "--threads 1 --json --out " + folder;
    }

    @ParameterizedTest
    @EnumSource
    void a_killed_run_ends_as_if_nothing_had_happened(Kind kind) throws Exception {
        int wanted = (Integer.getInteger("tests.kills", 10) - 1) / Kind.values().length + 1;
        RandomStream chance =
                new Seed(Long.getLong("tests.kills.seed", 1)).child(kind.name()).stream();
        Path whole = temp.resolve("whole");
        Process undisturbed = start(kind, whole);
        assertThat(undisturbed.waitFor()).as(said(whole)).isZero();
        int kills = 0;
        int writing = 0;
        int run = 0;
        for (; kills < wanted; run++) {
            assertThat(run).isLessThan(RUNS_AT_MOST);
            Path folder = temp.resolve("killed-" + run);
            while (!Files.exists(folder.resolve("result.json"))) {
                int killed =
                        kind == Kind.WORKER ? workers(folder, chance) : life(kind, folder, chance);
                kills += killed;
                writing += killed > 0 && isWriting(folder) ? 1 : 0;
            }
            assertSame(folder, whole);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d kills in %d runs, %d while a checkpoint was written%n",
                    kind,
                    kills,
                    run + 1,
                    writing);
        }
    }

    private void assertSame(Path folder, Path whole) throws IOException {
        assertThat(bits(folder)).isEqualTo(bits(whole));
        Result came = Result.read(folder.resolve("result.json"));
        Result wanted = Result.read(whole.resolve("result.json"));
        assertThat(came.metrics()).isEqualTo(wanted.metrics());
        assertThat(came.history()).isEqualTo(wanted.history());
        assertThat(folder.resolve("log.csv")).hasSameTextualContentAs(whole.resolve("log.csv"));
        assertThat(isWriting(folder)).isFalse();
    }

    /** The bytes of all tensors, of which some are no numbers. */
    private static Map<String, ByteBuffer> bits(Path folder) {
        Map<String, ByteBuffer> bits = new TreeMap<>();
        try (Safetensors file = Safetensors.open(folder.resolve("checkpoint.safetensors"))) {
            file.tensors()
                    .forEach(
                            each ->
                                    bits.put(
                                            each.name(), ByteBuffer.wrap(file.bytes(each.name()))));
        }
        return bits;
    }

    /** One process, which is killed at a moment or comes to the end. */
    private int life(Kind kind, Path folder, RandomStream chance) throws Exception {
        Process process = start(kind, folder);
        await(process, folder, chance);
        List<ProcessHandle> workers = process.descendants().toList();
        boolean isAlive = process.isAlive();
        process.destroyForcibly();
        int code = process.waitFor();
        assertThat(code).as(said(folder)).isIn(0, 137);
        for (ProcessHandle worker : workers) {
            worker.onExit().get(30, TimeUnit.SECONDS);
        }
        return isAlive && code != 0 ? 1 : 0;
    }

    /** One supervisor, whose workers are killed until it has come to the end or given up. */
    private int workers(Path folder, RandomStream chance) throws Exception {
        Process process = start(Kind.WORKER, folder);
        int kills = 0;
        while (process.isAlive()) {
            await(process, folder, chance);
            int rank = chance.nextInt(2);
            Optional<ProcessHandle> worker =
                    process.descendants()
                            .filter(
                                    each ->
                                            WorkersProcessTest.line(each)
                                                    .contains("--worker-rank " + rank))
                            .findFirst();
            kills += worker.isPresent() && worker.get().destroyForcibly() ? 1 : 0;
        }
        int code = process.waitFor();
        // A run that loses three workers without a new checkpoint between them is given up, and
        // called
        // again.
        assertThat(code).as(said(folder)).isIn(0, 1);
        if (code == 1) {
            assertThat(said(folder)).contains("for the third time since the last checkpoint");
        }
        return kills;
    }

    private void await(Process process, Path folder, RandomStream chance) throws Exception {
        Moment moment = Moment.values()[chance.nextInt(Moment.values().length)];
        int later = chance.nextInt(700);
        if (moment == Moment.ANY) {
            process.waitFor(3L * later, TimeUnit.MILLISECONDS);
            return;
        }
        Path log = folder.resolve("log.csv");
        long before = size(log);
        while (process.isAlive() && size(log) == before) {
            Thread.sleep(2);
        }
        process.waitFor(later, TimeUnit.MILLISECONDS);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (moment == Moment.WRITING
                && process.isAlive()
                && !isWriting(folder)
                && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private static boolean isWriting(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(each -> each.toString().endsWith(".part"));
        }
    }

    private Process start(Kind kind, Path folder) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
        line.add(System.getProperty("java.class.path"));
        line.add(Hearth.class.getName());
        line.addAll(List.of(line(kind, folder).split(" +")));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output(folder).toFile()))
                .start();
    }

    private Path output(Path folder) {
        return temp.resolve(folder.getFileName() + ".txt");
    }

    private String said(Path folder) throws IOException {
        return Files.readString(output(folder));
    }
}
