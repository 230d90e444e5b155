package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed, or asked to end, at any moment leave no temporary file. */
@Tag("long")
@EnabledOnOs(value = OS.LINUX, disabledReason = "SIGKILL and SIGTERM are told apart")
class TemporaryFilesTest {

    private static final String TRAIN =
            "train --images TEMP/shapes --model elu-cifar-11-quarter --epochs 1 --batch 4 --no-cache"
                    + " --threads 1 --out TEMP/model";

    private static final List<String> LINES =
            List.of(
                    "predict --model TEMP/model --threads 1 TEMP/shapes",
                    "predict --model TEMP/net.onnx --threads 1 TEMP/shapes",
                    // As somebody else's model, which a process of its own tries.
                    "predict --model TEMP/others.onnx --labels TEMP/names.txt --threads 1 TEMP/shapes",
                    "serve --model TEMP/net.onnx --port 0",
                    "run elu/mnist-8x128/ELU --budget smoke --set corpus.set=strokes --set"
                            + " corpus.training=64 --set corpus.testing=20 --set epochs=100000"
                            + " --threads 1 --workers 2 --out TEMP/run",
                    "reproduce --experiment elu/formula --on workers:2 --out TEMP/results");

    @TempDir private Path temp;

    @Test
    void a_process_that_is_killed_leaves_no_temporary_file() throws Exception {
        Shapes.draw(temp);
        assertThat(Called.line(temp, TRAIN).code()).isZero();
        assertThat(Called.line(temp, "export TEMP/model --out TEMP/net.onnx").code()).isZero();
        Files.writeString(temp.resolve("names.txt"), "red\ngreen\nblue\n");
        OtherModelTest.write(temp.resolve("others.onnx"), Map.of());
        Path temporary = Files.createDirectories(temp.resolve("tmp"));
        RandomStream chance = new Seed(7).stream();
        for (String words : LINES) {
            for (int i = 0; i < Integer.getInteger("tests.kills", 8); i++) {
                int milliseconds = 200 + chance.nextInt(2800);
                boolean isKill = i % 2 == 0;
                Process process = start(words, temporary);
                process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
                List<ProcessHandle> others = process.descendants().toList();
                if (isKill) {
                    process.destroyForcibly();
                } else {
                    process.destroy();
                }
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                for (ProcessHandle other : others) {
                    other.onExit().get(60, TimeUnit.SECONDS);
                }
                // A process that was about to be started ends when it finds its parent gone.
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (!left(temporary).isEmpty() && System.nanoTime() < deadline) {
                    Thread.sleep(50);
                }
                assertThat(left(temporary))
                        .as(words + ", " + (isKill ? "killed" : "ended") + " after " + milliseconds)
                        .isEmpty();
            }
        }
    }

    private static List<Path> left(Path temporary) throws IOException {
        try (Stream<Path> left = Files.list(temporary)) {
            // While ONNX Runtime loads its library it has an empty folder there, which the next
            // process removes after an hour.
            return left.filter(
                            each ->
                                    !each.getFileName().toString().startsWith("onnxruntime-java")
                                            || each.toFile().list().length > 0)
                    .toList();
        }
    }

    private Process start(String words, Path temporary) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        // Java's own, which another Java removes.
                        "-XX:-UsePerfData",
                        "-Djava.io.tmpdir=" + temporary,
                        "-Dorg.bytedeco.javacpp.cachedir=" + Loader.getCacheDir(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hearth.class.getName()));
        Arrays.stream(words.split(" +"))
                .map(word -> word.replace("TEMP", temp.toString()))
                .forEach(line::add);
        ProcessBuilder builder = new ProcessBuilder(line).directory(temp.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().put("TMPDIR", temporary.toString());
        return builder.redirectErrorStream(true)
                .redirectOutput(temp.resolve("said.txt").toFile())
                .start();
    }
}
