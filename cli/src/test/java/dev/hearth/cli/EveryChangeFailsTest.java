package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each file that is created, each write, each rename and so forth of a command fails, on a full disk, on one
 * that fails from then on, and on one that fails once: the command ends with 1 and one sentence or as if nothing
 * had happened, what was whole stays, and called again it ends as undisturbed.
 *
 * <p>{@code -Dtests.faults.step=1} for all of them, and not every seventh; with {@code
 * -Dtests.faults.progress=FILE} a campaign that was interrupted goes on when it is called again. {@link
 * DiskFaultsTest} has the system itself fail.
 */
@Tag("long")
@EnabledOnOs(value = OS.LINUX, disabledReason = "the folders are those of Linux")
class EveryChangeFailsTest {

    private static final Pattern CHANGES = Pattern.compile("(\\d+) changes, (\\d+) writes");

    @TempDir private Path temp;

    @ParameterizedTest
    @EnumSource
    void a_disk_that_fails_at_any_change_loses_nothing(DiskFaultCampaign.Kind kind)
            throws Exception {
        String kept = System.getProperty("tests.faults.progress", temp + "/progress.txt");
        int step = Integer.getInteger("tests.faults.step", 7);
        String said = campaign(kind, List.of(), step, Path.of(kept).toAbsolutePath());
        assertThat(said).doesNotContain("WRONG ").contains(kind + " ONCE: ");
    }

    /** The same process under strace: as many writes to files of the folder. */
    @ParameterizedTest
    @EnumSource(names = {"NET", "GENERATOR", "EXPORT_ONNX", "REPORT"})
    void every_write_of_the_system_is_among_them(DiskFaultCampaign.Kind kind) throws Exception {
        Traced.needed();
        Path trace = temp.resolve("trace.txt");
        List<String> strace =
                List.of(
                        "strace",
                        "-f",
                        "-qq",
                        "-y",
                        "--seccomp-bpf",
                        "-e",
                        "trace=write,pwrite64,writev,pwritev,sendfile,copy_file_range,ftruncate,rename",
                        "-o",
                        trace.toString());
        Matcher counted = CHANGES.matcher(campaign(kind, strace, 0, temp.resolve("none")));
        assertThat(counted.find()).isTrue();
        String folder = "<" + temp.resolve("watched");
        long writes =
                Files.readAllLines(trace, StandardCharsets.ISO_8859_1).stream()
                        .filter(call -> call.contains("write") && call.contains(folder))
                        .filter(call -> !call.contains("resumed"))
                        .count();
        assertThat(writes).isEqualTo(Long.parseLong(counted.group(2)));
    }

    private String campaign(
            DiskFaultCampaign.Kind kind, List<String> before, int step, Path progress)
            throws IOException, InterruptedException {
        Path home = Files.createDirectories(temp.resolve("home"));
        List<String> line = new ArrayList<>(before);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:+UseSerialGC", "-Xmx1g", "-Djava.awt.headless=true"));
        line.add("-Djava.nio.file.spi.DefaultFileSystemProvider=" + FaultyFiles.class.getName());
        line.add("-Duser.home=" + home);
        line.add("-Dorg.bytedeco.javacpp.cachedir=" + Loader.getCacheDir());
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.add(DiskFaultCampaign.class.getName());
        line.addAll(List.of(temp.toString(), kind.name(), "" + step, progress.toString()));
        Path out = temp.resolve("said.txt");
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "HEARTH_DATA"));
        Process process = builder.redirectOutput(out.toFile()).start();
        int code;
        try {
            code = process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(out);
        System.out.print(said);
        assertThat(code).as(said).isZero();
        return said;
    }
}
