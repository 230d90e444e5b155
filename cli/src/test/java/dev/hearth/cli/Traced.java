package dev.hearth.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;

/**
 * The program as a process whose system calls strace sees, in a home and a folder of temporary files that are
 * empty; native libraries come from the cache of this process.
 */
record Traced(Path temp) {

    /** What it ended with, said, and called. */
    record Ended(int code, String out, String err, List<String> calls) {}

    static void needed() {
        try {
            assumeTrue(
                    new ProcessBuilder("strace", "-f", "-o", "/dev/null", "true").start().waitFor()
                            == 0,
                    "strace may not trace here");
        } catch (IOException absent) {
            assumeTrue(false, "there is no strace");
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    Path home() {
        return temp.resolve("home");
    }

    Path temporary() {
        return temp.resolve("tmp");
    }

    /** Words between spaces, with TEMP for the folder; a server is asked to end after some seconds. */
    Ended line(List<String> strace, String words) throws IOException, InterruptedException {
        Files.createDirectories(home());
        Files.createDirectories(temporary());
        Path trace = temp.resolve("trace.txt");
        List<String> line =
                new ArrayList<>(List.of("strace", "-f", "-qq", "--seccomp-bpf", "-s", "256"));
        line.addAll(List.of("-o", trace.toString()));
        line.addAll(strace);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Duser.home=" + home(),
                        "-Djava.io.tmpdir=" + temporary(),
                        "-Dorg.bytedeco.javacpp.cachedir=" + Loader.getCacheDir(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hearth.class.getName()));
        Arrays.stream(words.strip().split(" +"))
                .map(word -> word.replace("TEMP", temp.toString()))
                .forEach(line::add);
        Path out = temp.resolve("out.txt");
        Path err = temp.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(line).directory(temp.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("HEARTH_DATA");
        builder.environment().remove("ORT_DISABLE_TELEMETRY");
        builder.environment().put("HOME", home().toString());
        builder.environment().put("TMPDIR", temporary().toString());
        builder.redirectInput(Path.of("/dev/null").toFile());
        Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        if (words.startsWith("serve") && !process.waitFor(12, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroy);
        }
        int code = process.waitFor();
        return new Ended(
                code,
                Files.readString(out),
                Files.readString(err),
                Files.readAllLines(trace, StandardCharsets.ISO_8859_1));
    }
}
