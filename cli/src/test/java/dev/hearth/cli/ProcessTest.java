package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own. */
class ProcessTest {

    @TempDir private Path temp;

    private record Said(int code, String out, String err) {}

    private final Map<String, String> variables = new HashMap<>();

    private Said call(List<String> options, String... arguments)
            throws IOException, InterruptedException {
        return call(options, temp.resolve("out.txt"), arguments);
    }

    private Said call(List<String> options, Path out, String... arguments)
            throws IOException, InterruptedException {
        int code = builder(options, arguments).redirectOutput(out.toFile()).start().waitFor();
        String said = Files.isRegularFile(out) ? Files.readString(out) : "";
        return new Said(code, said, Files.readString(err()));
    }

    private Path err() {
        return temp.resolve("err.txt");
    }

    private ProcessBuilder builder(List<String> options, String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(options);
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
        line.add(System.getProperty("java.class.path"));
        line.add(Hearth.class.getName());
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("LC_ALL", "C");
        // With it, every JVM begins with a line of its own.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(variables);
        return builder.redirectError(err().toFile());
    }

    @Test
    void list_and_describe_load_no_libtorch() throws Exception {
        for (String[] arguments :
                new String[][] {
                    {"list"}, {"describe", "elu-imagenet"}, {"describe", "elu/mnist-8x128/ELU"}
                }) {
            Said said = call(List.of("-verbose:class"), arguments);
            assertThat(said.code()).as(said.err()).isZero();
            assertThat(said.out()).contains("dev.hearth.zoo.ModelRegistry ");
            assertThat(said.out()).doesNotContain("org.bytedeco.javacpp.Loader");
        }
    }

    @Test
    void the_exit_code_and_the_sentence_reach_the_caller_in_utf_8() throws Exception {
        Said wrong = call(List.of(), "run", "elu/−/nothing");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err().strip().lines()).hasSize(1);
        assertThat(wrong.err()).startsWith("run needs the name of a recipe. Received: elu/");
        Said described = call(List.of(), "describe", "elu-cifar-11");
        assertThat(described.code()).isZero();
        assertThat(described.out()).contains("§4.2");
        assertThat(described.err()).isEmpty();
    }

    @Test
    void output_that_is_lost_is_a_failure() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "Linux has a device that is always full");
        Said lost = call(List.of(), full, "list");
        assertThat(lost.code()).isEqualTo(1);
        assertThat(lost.err())
                .isEqualTo(
                        "The standard output needs to be written to its end. Received: No space left on"
                                + " device. Free its disk, or send it elsewhere.\n");
    }

    @Test
    void who_reads_no_further_has_what_it_wants() throws Exception {
        Process process = builder(List.of(), "list").start();
        process.getInputStream().close();
        assertThat(process.waitFor()).isZero();
        assertThat(err()).isEmptyFile();
    }

    @Test
    void output_that_is_lost_is_said_beside_what_is_wrong() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "Linux has a device that is always full");
        Path broken = Files.createDirectories(temp.resolve("pictures/a")).resolve("1.png");
        Files.writeString(broken, "no picture");
        Said lost = call(List.of(), full, "data", "look", temp.resolve("pictures").toString());
        assertThat(lost.code()).isEqualTo(1);
        assertThat(lost.err()).contains("No space left on device");
    }

    @Test
    void a_run_through_libtorch_leaves_the_error_stream_to_errors() throws Exception {
        // As the launcher says it.
        int java = Runtime.version().feature();
        List<String> options =
                java >= 22 ? List.of("--enable-native-access=ALL-UNNAMED") : List.of();
        String line =
                "run elu/mnist-8x128/ELU --budget smoke --set corpus.training=100 --set"
                        + " corpus.testing=20 --set corpus.set=strokes --set epochs=1 --json --out "
                        + temp.resolve("run");
        Said said = call(options, line.split(" "));
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.err()).isEmpty();
        assertThat(said.out()).isEqualTo(Files.readString(temp.resolve("run/result.json")));
    }

    @Test
    void data_that_is_not_where_somebody_said_is_refused() throws Exception {
        String away = temp.resolve("away").toString();
        String out = temp.resolve("results").toString();
        Said option = call(List.of(), "reproduce", "--data", away, "--out", out);
        assertThat(option.code()).isEqualTo(2);
        assertThat(option.err().strip())
                .isEqualTo(
                        "--data needs a folder. Received: "
                                + away
                                + ", which does not exist. Name another, or leave --data out.");
        Path file = Files.writeString(temp.resolve("file"), "");
        variables.put("HEARTH_DATA", file.toString());
        Said variable = call(List.of(), "reproduce", "--out", out);
        assertThat(variable.code()).isEqualTo(2);
        assertThat(variable.err().strip())
                .isEqualTo(
                        "HEARTH_DATA needs a folder. Received: "
                                + file
                                + ", a file. Name another, or leave HEARTH_DATA unset.");
        assertThat(Path.of(out)).doesNotExist();
    }
}
