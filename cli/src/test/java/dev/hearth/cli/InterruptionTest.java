package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C during a training. */
class InterruptionTest {

    private static final int SIGINT = 2;

    @TempDir private Path temp;

    private Process start(String words) throws Exception {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-XX:TieredStopAtLevel=1");
        if (Runtime.version().feature() >= 22) {
            // As the launcher: later versions warn on the error stream.
            line.add("--enable-native-access=ALL-UNNAMED");
        }
        line.add("-cp");
        line.add(System.getProperty("java.class.path"));
        line.add(Hearth.class.getName());
        line.addAll(List.of(words.replace("TEMP", temp.toString()).split(" ")));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().put("HEARTH_TTY", "0");
        return builder.redirectOutput(temp.resolve("out.txt").toFile())
                .redirectError(temp.resolve("err.txt").toFile())
                .start();
    }

    /** Whether this process, and so each that it starts, was started with SIGINT ignored. */
    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(each -> each.startsWith("SigIgn:"))
                .map(each -> each.substring("SigIgn:".length()).strip())
                .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & 1L << SIGINT - 1) != 0);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals are sent by kill")
    void it_says_where_the_run_is_and_how_to_go_on() throws Exception {
        assumeFalse(ignoresInterrupts(), "a shell's background job and its children get no Ctrl-C");
        Shapes.draw(temp);
        String words =
                "train --images TEMP/shapes --model elu-cifar-11-quarter --batch 4 --threads 1 --out"
                        + " TEMP/run --epochs ";
        Process training = start(words + "10000");
        try {
            for (int tries = 0;
                    tries < 600 && !Files.exists(temp.resolve("run/best.safetensors"));
                    tries++) {
                Thread.sleep(100);
            }
            assertThat(
                            new ProcessBuilder("kill", "-INT", Long.toString(training.pid()))
                                    .start()
                                    .waitFor())
                    .isZero();
            assertThat(training.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            training.destroyForcibly();
        }
        assertThat(training.exitValue()).isEqualTo(130);
        String err = Files.readString(temp.resolve("err.txt"));
        assertThat(err)
                .matches(
                        "(?s)Stopped in epoch \\d+ of 10000, after \\d of 2 steps; all of it is"
                                + " saved\\. To go on, give the same command"
                                + " again:\n  \\./hearth train --images .*/shapes --model"
                                + " elu-cifar-11-quarter --batch 4 --threads 1 --out .*/run --epochs"
                                + " 10000\n");
        assertThat(Files.readString(temp.resolve("out.txt")))
                .contains("  epoch train loss  val loss val error     rate    left\n")
                .containsPattern("\n 1/10000 ");
    }
}
