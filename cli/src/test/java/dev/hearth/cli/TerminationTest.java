package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SIGTERM at moments of a training that it cannot know: what was done is saved, and the process has ended in 2 s. */
@Tag("long")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process is asked to end by a signal")
class TerminationTest {

    private static final double MOST_SECONDS = 2;
    private static final int SIGTERM = 143;
    private static final Pattern STOPPED =
            Pattern.compile(
                    "Stopped in epoch (\\d+) of \\d+, after (\\d+) of (\\d+) steps; all of it is"
                            + " saved\\.");

    @TempDir private Path temp;

    /** What is trained, with steps of about a millisecond and of about half a second. */
    private enum Net {
        SMALL(
                "run elu/mnist-8x128/ELU --budget smoke --set corpus.set=strokes --set"
                        + " corpus.training=6400 --set corpus.testing=20 --set epochs=100000"),
        LARGE("train --images TEMP/shapes --model elu-cifar-11 --batch 32 --epochs 100000");

        private final String line;

        Net(String line) {
            this.line = line;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_training_that_is_asked_to_end_saves_and_ends_in_two_seconds(Net net) throws Exception {
        if (net == Net.LARGE) {
            pictures();
        }
        RandomStream chance = new Seed(6).child(net.name()).stream();
        Path folder = temp.resolve("run");
        List<Double> seconds = new ArrayList<>();
        long steps = 0;
        for (int i = 0; i < Integer.getInteger("tests.terminations", 8); i++) {
            Process process = start(net, folder);
            Path log = folder.resolve("log.csv");
            long before = size(log);
            while (process.isAlive() && size(log) == before) {
                Thread.sleep(5);
            }
            process.waitFor(chance.nextInt(1500), TimeUnit.MILLISECONDS);
            long begun = System.nanoTime();
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            seconds.add((System.nanoTime() - begun) / 1e9);
            String err = Files.readString(temp.resolve("err.txt"));
            assertThat(process.exitValue()).as(err).isEqualTo(SIGTERM);
            Matcher stopped = STOPPED.matcher(err);
            assertThat(stopped.find()).as(err).isTrue();
            long done =
                    (Long.parseLong(stopped.group(1)) - 1) * Long.parseLong(stopped.group(3))
                            + Long.parseLong(stopped.group(2));
            // It went on from where it was.
            assertThat(done).isGreaterThan(steps);
            steps = done;
        }
        seconds.sort(null);
        System.out.printf(
                Locale.ROOT,
                "%s: SIGTERM to the end of the process, %d times: median %.2f s, 90 %% %.2f s, longest"
                        + " %.2f s%n",
                net,
                seconds.size(),
                seconds.get(seconds.size() / 2),
                seconds.get((seconds.size() * 9 - 1) / 10),
                seconds.get(seconds.size() - 1));
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        assumeTrue(
                load < 2 * Runtime.getRuntime().availableProcessors(),
                "two seconds are promised where a core is free; the load is " + load);
        assertThat(seconds).allMatch(each -> each <= MOST_SECONDS);
    }

    /** Enough for batches of 32. */
    private void pictures() throws IOException {
        Shapes.draw(temp);
        for (String kind : List.of("disc", "square")) {
            Path folder = temp.resolve("shapes").resolve(kind);
            List<Path> drawn;
            try (Stream<Path> files = Files.list(folder)) {
                drawn = files.toList();
            }
            for (int copy = 0; copy < 6; copy++) {
                for (Path file : drawn) {
                    Files.copy(file, folder.resolve(copy + "-" + file.getFileName()));
                }
            }
        }
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private Process start(Net net, Path folder) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
        line.add(System.getProperty("java.class.path"));
        line.add(Hearth.class.getName());
        line.addAll(List.of(net.line.replace("TEMP", temp.toString()).split(" +")));
        line.addAll(List.of("--threads", "1", "--out", folder.toString()));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().put("HEARTH_TTY", "0");
        return builder.redirectOutput(temp.resolve("out.txt").toFile())
                .redirectError(temp.resolve("err.txt").toFile())
                .start();
    }
}
