package dev.hearth.onnx;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

class OnnxNetTest {

    private static final Shape IN = new Shape.Vector(12);

    @TempDir private Path temp;

    private static byte[] model() {
        try (var room = Scope.open()) {
            Model net = Used.net(linear(3), IN);
            Folded folded = Folded.of(net.layer(), IN, net.arrays());
            return OnnxModel.of("net", folded, IN, Map.of()).bytes();
        }
    }

    /** Large enough to be shared out among threads. */
    private static byte[] convolutions() {
        try (var scope = Scope.open()) {
            Shape in = new Shape.Image(1, 3, 4);
            Model net = Used.net(sequence(conv(2, 3), new Flatten(), linear(3)), in);
            Folded folded = Folded.of(net.layer(), in, net.arrays());
            return OnnxModel.of("net", folded, in, Map.of()).bytes();
        }
    }

    @Test
    void a_small_net_without_convolutions_is_not_shared_out() {
        assertThat(small(model())).isTrue();
        assertThat(small(convolutions())).isFalse();
        assertThat(small(new byte[] {1, 2, 3})).isFalse();
        assertThat(small(Arrays.copyOf(model(), (1 << 20) + 1))).isFalse();
    }

    private static boolean small(byte[] model) {
        return new Sessions(model, ThreadSpinning.ASLEEP, Optimization.ALL_OPT).isSmall();
    }

    /** ONNX Runtime 1.29 by itself dies of one of six thousand characters. */
    @Test
    void a_process_with_a_long_command_line_lives() throws IOException, InterruptedException {
        assertThat(inItsOwnProcess(Map.of())).endsWith("3 numbers");
    }

    /** ONNX Runtime 1.29 by itself writes a device identifier and a database of usage there. */
    @Test
    void nothing_is_kept_about_whoever_uses_it() throws IOException, InterruptedException {
        Path home = Files.createDirectories(temp.resolve("home"));
        Path cache = Files.createDirectories(temp.resolve("cache"));
        Map<String, String> variables =
                Map.of("HOME", home.toString(), "XDG_CACHE_HOME", cache.toString());
        assertThat(inItsOwnProcess(variables)).endsWith("3 numbers");
        assertThat(home).isEmptyDirectory();
        assertThat(cache).isEmptyDirectory();
    }

    /** On the module path JavaCPP's package is closed, unless it is opened. */
    @Test
    void telemetry_that_cannot_be_switched_off_is_told() throws Exception {
        String javacpp =
                Path.of(Pointer.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                        .toString();
        String[] closed = {"-p", javacpp, "--add-modules", "org.bytedeco.javacpp"};
        Map<String, String> elsewhere =
                Map.of("HOME", temp.toString(), "XDG_CACHE_HOME", temp.toString());
        assertThat(inItsOwnProcess(elsewhere, closed))
                .contains("Set ORT_DISABLE_TELEMETRY=1 before the program starts")
                .endsWith("3 numbers");
        assertThat(inItsOwnProcess(Map.of("ORT_DISABLE_TELEMETRY", "1"), closed))
                .doesNotContain("ORT_DISABLE_TELEMETRY")
                .endsWith("3 numbers");
    }

    private String inItsOwnProcess(Map<String, String> variables, String... options)
            throws IOException, InterruptedException {
        Path file = Files.write(temp.resolve("net.onnx"), model());
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of(options));
        if (Runtime.version().feature() >= 22) {
            // As the launcher says it: else these JVMs warn of native code.
            boolean isClosed = options.length > 0;
            line.add(
                    "--enable-native-access=ALL-UNNAMED"
                            + (isClosed ? ",org.bytedeco.javacpp" : ""));
        }
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.addAll(List.of(LongLine.class.getName(), file.toString(), "x".repeat(20_000)));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        // A JVM says aloud what it takes from there.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("ORT_DISABLE_TELEMETRY");
        builder.environment().putAll(variables);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    /** Opens a model twice, and tells what came of it. */
    static final class Refused {

        private Refused() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                try {
                    OnnxNet.open(new byte[0], 1).close();
                } catch (BadDataException refused) {
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
        byte[] model = convolutions();
        float[] x = Used.values(IN, 7);
        try (OnnxNet one = OnnxNet.open(model, 1);
                OnnxNet three = OnnxNet.open(model, 3, ThreadSpinning.BRIEFLY)) {
            for (int batch : new int[] {1, 2, 3, 7}) {
                float[] wanted = one.apply(x, batch, 1, 3, 4);
                assertThat(wanted).hasSize(3 * batch);
                Used.assertClose(three.apply(x, batch, 1, 3, 4), wanted, 1e-6);
            }
        }
        assertThatThrownBy(() -> OnnxNet.open(model, 0))
                .hasMessage(
                        "ONNX Runtime needs at least one thread. Received: 0. Use as many as there"
                                + " are cores.");
    }

    @Test
    void threads_that_share_a_net_get_their_own_answers() throws Exception {
        byte[] model = convolutions();
        int callers = 4;
        int calls = 250;
        float[] x = Used.values(IN, callers * 3);
        try (OnnxNet net = OnnxNet.open(model, 2)) {
            List<float[]> wanted = new ArrayList<>();
            List<float[]> mine = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                // Of one example, computed together, and of three, dealt out.
                int batch = i % 2 == 0 ? 1 : 3;
                mine.add(Arrays.copyOfRange(x, i * 36, i * 36 + batch * 12));
                wanted.add(net.apply(mine.get(i), batch, 1, 3, 4));
            }
            ExecutorService pool = Executors.newFixedThreadPool(callers);
            List<Future<Integer>> wrong = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int me = i;
                wrong.add(
                        pool.submit(
                                () -> {
                                    int others = 0;
                                    for (int call = 0; call < calls; call++) {
                                        float[] in = mine.get(me);
                                        float[] came = net.apply(in, in.length / 12, 1, 3, 4);
                                        others += Arrays.equals(came, wanted.get(me)) ? 0 : 1;
                                    }
                                    return others;
                                }));
            }
            for (Future<Integer> each : wrong) {
                assertThat(each.get()).as("answers of %d that are others'", calls).isZero();
            }
            pool.shutdown();
        }
    }

    @Test
    void the_memory_of_earlier_calls_holds_nothing_of_them() {
        byte[] model = convolutions();
        float[] x = Used.values(IN, 26);
        try (OnnxNet net = OnnxNet.open(model, 1)) {
            int at = 0;
            for (int batch : new int[] {1, 1, 1, 1, 3, 1, 1, 3, 3, 3, 5, 1, 1, 1}) {
                float[] values = Arrays.copyOfRange(x, 12 * at, 12 * (at + batch));
                try (OnnxNet other = OnnxNet.open(model, 1)) {
                    assertThat(net.apply(values, batch, 1, 3, 4))
                            .isEqualTo(other.apply(values, batch, 1, 3, 4));
                }
                at += batch;
            }
            assertThatThrownBy(() -> net.apply(x, 1, 1, 4, 3))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("ONNX Runtime needs a batch of the model's shape");
            float[] last = Arrays.copyOfRange(x, 300, 312);
            assertThat(net.apply(last, 1, 1, 3, 4)).isEqualTo(net.apply(last, 1, 1, 3, 4));
        }
    }

    @Test
    void what_is_closed_waits_for_its_callers_and_takes_no_more() throws Exception {
        OnnxNet net = OnnxNet.open(convolutions(), 2);
        float[] x = Used.values(IN, 3);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        CountDownLatch begun = new CountDownLatch(2);
        Callable<String> calls =
                () -> {
                    while (true) {
                        try {
                            net.apply(x, 3, 1, 3, 4);
                            begun.countDown();
                        } catch (IllegalStateException refused) {
                            return refused.getMessage();
                        }
                    }
                };
        List<Future<String>> said = List.of(pool.submit(calls), pool.submit(calls));
        begun.await();
        net.close();
        net.close();
        for (Future<String> each : said) {
            assertThat(each.get())
                    .isEqualTo(
                            "A net of ONNX Runtime computes while it is open. Received: a batch"
                                    + " after close(). Open it again, or close it later.");
        }
        pool.shutdown();
        assertThatThrownBy(() -> net.apply(x, 1, 1, 3, 4))
                .isInstanceOf(IllegalStateException.class);
    }

    /** Where ONNX Runtime is asked, its max-pools lose a NaN now and then. */
    @Test
    void what_is_not_finite_does_not_come_in() {
        try (OnnxNet net = OnnxNet.open(model(), 1)) {
            float[] x = new float[24];
            x[5] = Float.NaN;
            x[20] = Float.POSITIVE_INFINITY;
            assertThatThrownBy(() -> net.apply(x, 1, 12))
                    .isInstanceOf(BadDataException.class)
                    .hasMessage(
                            "A net takes finite numbers. Received: NaN at 5 of a batch. Look where"
                                    + " it comes from.");
            x[5] = 0;
            assertThat(net.apply(x, 1, 12)).hasSize(3);
        }
    }
}
