package dev.hearth.export.onnx;

import static dev.hearth.nn.Layers.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadData;
import dev.hearth.nn.Network;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

class OnnxNetTest {

    private static final Shape IN = new Shape.Vector(12);

    @TempDir private Path temp;

    private static byte[] model() {
        try (var room = Scope.open()) {
            Network net = Used.net(linear(3), IN);
            Folded folded = Folded.of(net.layer(), IN, net.arrays());
            return OnnxModel.of("net", folded, IN, Map.of()).bytes();
        }
    }

    /** ONNX Runtime 1.29 by itself dies of one of six thousand characters. */
    @Test
    void a_process_with_a_long_command_line_lives() throws IOException, InterruptedException {
        Path file = Files.write(temp.resolve("net.onnx"), model());
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 22) {
            // As the launcher says it: else these JVMs warn of native code.
            line.add("--enable-native-access=ALL-UNNAMED");
        }
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.addAll(List.of(LongLine.class.getName(), file.toString(), "x".repeat(20_000)));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        // A JVM says aloud what it takes from there.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEqualTo("3 numbers");
        assertThat(process.exitValue()).isZero();
    }

    /** Opens a model twice, and tells what came of it. */
    static final class Refused {

        private Refused() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                try {
                    OnnxNet.open(new byte[0], 1).close();
                } catch (BadData refused) {
                    System.out.println("refused: " + refused.getMessage());
                }
            }
        }
    }

    @Test
    void a_missing_folder_for_temporary_files_is_named_on_every_call() throws Exception {
        String nowhere = temp.resolve("nowhere").toString();
        assertThat(refused("-Djava.io.tmpdir=" + nowhere))
                .hasSize(2)
                .allSatisfy(
                        line ->
                                assertThat(line)
                                        .contains(
                                                " could not be loaded. Received: NoSuchFileException, ")
                                        .contains(
                                                "files, "
                                                        + nowhere
                                                        + ", is there, can be written"));
    }

    @Test
    @EnabledForJreRange(
            min = JRE.JAVA_24,
            disabledReason = "older ones only warn of native access, or do not ask")
    void denied_access_names_the_option_that_grants_it() throws Exception {
        assertThat(refused("--illegal-native-access=deny"))
                .hasSize(2)
                .allSatisfy(
                        line ->
                                assertThat(line)
                                        .contains(
                                                "could not be loaded. Received: Illegal native access")
                                        .contains("--enable-native-access=ALL-UNNAMED")
                                        .doesNotContain("50 MB"));
    }

    private static List<String> refused(String option) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                option,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Refused.class.getName())
                        .redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines().filter(line -> line.startsWith("refused: ")).toList();
    }

    /** What the process does. */
    static final class LongLine {

        private LongLine() {}

        public static void main(String[] arguments) throws IOException {
            try (OnnxNet net = OnnxNet.open(Files.readAllBytes(Path.of(arguments[0])), 1)) {
                System.out.print(net.apply(new float[12], 1, 12).length + " numbers");
            }
        }
    }

    @Test
    void the_same_comes_out_however_many_threads_share_a_batch() {
        byte[] model = model();
        float[] x = Used.values(IN, 7);
        try (OnnxNet one = OnnxNet.open(model, 1);
                OnnxNet three = OnnxNet.open(model, 3, Waiting.BRIEFLY)) {
            for (int batch : new int[] {1, 2, 3, 7}) {
                float[] wanted = one.apply(x, batch, 12);
                assertThat(wanted).hasSize(3 * batch);
                Used.assertClose(three.apply(x, batch, 12), wanted, 1e-6);
            }
        }
        assertThatThrownBy(() -> OnnxNet.open(model, 0))
                .hasMessage(
                        "ONNX Runtime needs at least one thread. Received: 0. Use as many as there"
                                + " are cores.");
    }
}
