package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.train.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A file system of a few kilobytes, then of twice as many, and so forth: a command that fills it ends with exactly
 * 1 and says why, and called again with room enough it ends as if nothing had happened.
 */
@Tag("long")
@EnabledOnOs(value = OS.LINUX, disabledReason = "a file system of one's own is Linux's")
class FullDiskTest {

    @TempDir private Path temp;

    @BeforeEach
    void needed() throws InterruptedException {
        try {
            int code =
                    new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "none", "" + temp)
                            .start()
                            .waitFor();
            assumeTrue(code == 0, "file systems may not be mounted here");
        } catch (IOException absent) {
            assumeTrue(false, "there is no unshare");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run elu/mnist-8x128/ELU --budget smoke --set corpus.training=64 --set corpus.testing=20 --set"
                        + " corpus.set=strokes --set epochs=2 --set batch=16 --threads 1 --json --out"
                        + " TEMP/disk/out",
                "train --images TEMP/shapes --model elu-cifar-11-quarter --epochs 2 --batch 4 --threads 1 --json"
                        + " --no-cache --out TEMP/disk/out",
                "train --images TEMP/shapes --model gan --epochs 2 --batch 4 --threads 1 --json --out"
                        + " TEMP/disk/out",
                "reproduce --experiment elu/formula --threads 1 --out TEMP/disk/out"
            })
    void a_full_disk_is_exit_code_1(String words) throws Exception {
        Shapes.draw(temp);
        Files.createDirectories(temp.resolve("disk"));
        String java = java(words);
        Map<String, Double> wanted = Map.of();
        int failed = 0;
        for (int kilobytes = 16; ; kilobytes *= 2) {
            String script =
                    String.join(
                            "\n",
                            "mount -t tmpfs -o size=" + kilobytes + "k none " + temp + "/disk",
                            java + " >" + temp + "/out.txt 2>" + temp + "/err.txt",
                            "echo $? >" + temp + "/code.txt",
                            "ls -A " + temp + "/disk/out >" + temp + "/left.txt 2>&1",
                            "mount -o remount,size=1g " + temp + "/disk",
                            java + " >" + temp + "/out.txt 2>" + temp + "/again.txt",
                            "echo $? >" + temp + "/again-code.txt",
                            "cp "
                                    + temp
                                    + "/disk/out/result.json "
                                    + temp
                                    + " 2>/dev/null || true");
            new ProcessBuilder("unshare", "-rm", "sh", "-c", script).inheritIO().start().waitFor();
            String err = Files.readString(temp.resolve("err.txt"));
            String at = kilobytes + " kB: ";
            int code = code("code.txt");
            assertThat(code("again-code.txt"))
                    .as(at + Files.readString(temp.resolve("again.txt")))
                    .isZero();
            Map<String, Double> metrics = metrics();
            if (wanted.isEmpty()) {
                wanted = metrics;
            }
            assertThat(metrics).as(at).isEqualTo(wanted);
            if (code == 0) {
                break;
            }
            failed++;
            assertThat(code).as(at + err).isEqualTo(1);
            assertThat(err).as(at).contains("No space left on device").doesNotContain("\tat ");
            assertThat(Files.readString(temp.resolve("left.txt"))).as(at).doesNotContain(".part");
        }
        System.out.println(words.split(" ")[0] + ": " + failed + " full disks");
        assertThat(failed).isPositive();
    }

    /** Of the run; empty where the command is none. */
    private Map<String, Double> metrics() {
        Path result = temp.resolve("result.json");
        return Files.exists(result) ? Result.read(result).metrics() : Map.of();
    }

    private int code(String file) throws IOException {
        return Integer.parseInt(Files.readString(temp.resolve(file)).strip());
    }

    private String java(String words) {
        Stream<String> line =
                Stream.concat(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Hearth.class.getName())
                                .stream(),
                        Arrays.stream(words.split(" +"))
                                .map(word -> word.replace("TEMP", temp.toString())));
        return line.map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }
}
