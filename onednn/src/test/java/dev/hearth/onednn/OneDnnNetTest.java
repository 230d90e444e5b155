package dev.hearth.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.data.BadDataException;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Precision;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.fold.Simplification;
import dev.hearth.onnx.BatchNet;
import dev.hearth.onnx.ModelOpener;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.onnx.SelfTest;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.zoo.inception.InceptionMiniature;
import dev.hearth.zoo.inception.InceptionResNetV2Released;
import dev.hearth.zoo.inception.InceptionV4Released;
import dev.hearth.zoo.inception.ResidualWiring;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole nets, beside ONNX Runtime. */
class OneDnnNetTest {

    private static final Shape SMALL = new Shape.Image(3, 28, 28);
    private static final Shape LARGE = new Shape.Image(3, 299, 299);

    @TempDir private Path temp;

    @BeforeEach
    void the_processor_multiplies_bfloat16() {
        assumeTrue(new OneDnnCompiler().obstacle(Precision.BFLOAT16).isEmpty());
    }

    private static OnnxModel model(Layer layer, Shape in) {
        try (var scope = Scope.open()) {
            Model net = Model.build(layer, in, new Seed(5), Device.CPU);
            Folded folded =
                    Folded.of(layer, in, net.arrays())
                            .simplified(
                                    in, Simplification.DAMPED_SUMS, Simplification.POOLS_BEHIND);
            return OnnxModel.of("net", folded, in, Map.of());
        }
    }

    private static OnnxModel miniature() {
        return model(new InceptionMiniature(ResidualWiring.PLAIN, 1, 0.2, 10, 0), SMALL);
    }

    private static float[] pixels(Shape in, int count) {
        RandomStream random = new Seed(9).stream();
        float[] pixels = new float[Math.toIntExact(in.count() * count)];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.uniform(-1, 1);
        }
        return pixels;
    }

    private static void assertAgreement(OnnxModel model, Shape in, int batch) {
        float[] pixels = pixels(in, batch);
        byte[] bytes = model.bytes();
        try (OnnxNet peer = OnnxNet.open(bytes, 2);
                OneDnnNet exact = OneDnnCompiler.net(bytes, Precision.FLOAT32, 2);
                OneDnnNet net = OneDnnCompiler.net(bytes, Precision.BFLOAT16, 2)) {
            float[] wanted = peer.apply(pixels, in.batch(batch));
            assertThat(SelfTest.error(exact.apply(pixels, in.batch(batch)), wanted))
                    .isLessThan(1e-4);
            assertThat(SelfTest.error(net.apply(pixels, in.batch(batch)), wanted))
                    .isBetween(1e-5, ModelOpener.BFLOAT16);
            assertFastKernels(net);
            assertFastKernels(exact);
            float[] together = net.apply(pixels, in.batch(1));
            try (OneDnnNet alone = OneDnnCompiler.net(bytes, Precision.BFLOAT16, 1)) {
                assertThat(alone.apply(pixels, in.batch(1)))
                        .as("as on two threads, to the bit")
                        .containsExactly(together);
            }
        }
    }

    /** Where oneDNN has no kernel for a layout, its plain loops, "ref:any", are a thousand times slower. */
    static void assertFastKernels(OneDnnNet net) {
        assertThat(net.implementations())
                .as("kernels by batches of products, as convolutions have them")
                .anyMatch(each -> each.contains(" brg"))
                .noneMatch(each -> each.substring(each.lastIndexOf(' ')).contains("ref"));
    }

    @ParameterizedTest
    @EnumSource(ResidualWiring.class)
    void a_miniature_answers_as_in_onnx_runtime(ResidualWiring wiring) {
        assertAgreement(model(new InceptionMiniature(wiring, 1, 0.2, 10, 0), SMALL), SMALL, 3);
    }

    static Stream<Layer> large() {
        return Stream.of(
                InceptionV4Released.asPublished(), InceptionResNetV2Released.asPublished());
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("large")
    void a_large_net_answers_as_in_onnx_runtime(Layer layer) {
        assertAgreement(model(layer, LARGE), LARGE, 3);
    }

    @Test
    void bits_depend_neither_on_the_batch_nor_on_threads() {
        byte[] bytes = miniature().bytes();
        float[] pixels = pixels(SMALL, 7);
        int each = Math.toIntExact(SMALL.count());
        float[] wanted;
        try (OneDnnNet net = OneDnnCompiler.net(bytes, Precision.BFLOAT16, 1)) {
            wanted = net.apply(pixels, SMALL.batch(7));
        }
        for (int threads : new int[] {2, 3, 5}) {
            try (OneDnnNet net = OneDnnCompiler.net(bytes, Precision.BFLOAT16, threads)) {
                for (int run = 0; run < 25; run++) {
                    assertThat(net.apply(pixels, SMALL.batch(1)))
                            .as("by %d threads together, run %d", threads, run)
                            .containsExactly(Arrays.copyOf(wanted, 10));
                }
                for (int batch : new int[] {7, 1, 4, 2}) {
                    assertThat(net.apply(pixels, SMALL.batch(batch)))
                            .containsExactly(Arrays.copyOf(wanted, 10 * batch));
                }
                float[] last = Arrays.copyOfRange(pixels, 6 * each, 7 * each);
                assertThat(net.apply(last, SMALL.batch(1)))
                        .containsExactly(Arrays.copyOfRange(wanted, 60, 70));
            }
        }
    }

    @Test
    void several_threads_may_call_at_once() throws Exception {
        float[] pixels = pixels(SMALL, 6);
        int each = Math.toIntExact(SMALL.count());
        ExecutorService callers = Executors.newFixedThreadPool(6);
        try (OneDnnNet net = OneDnnCompiler.net(miniature().bytes(), Precision.BFLOAT16, 2)) {
            float[] wanted = net.apply(pixels, SMALL.batch(6));
            List<Future<float[]>> answers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                int from = i % 6;
                int count = Math.min(1 + i % 3, 6 - from);
                float[] mine = Arrays.copyOfRange(pixels, from * each, (from + count) * each);
                answers.add(callers.submit(() -> net.apply(mine, SMALL.batch(count))));
            }
            for (int i = 0; i < 60; i++) {
                int from = i % 6;
                int count = Math.min(1 + i % 3, 6 - from);
                assertThat(answers.get(i).get(60, TimeUnit.SECONDS))
                        .containsExactly(
                                Arrays.copyOfRange(wanted, from * 10, (from + count) * 10));
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void closing_waits_for_a_batch_in_progress_and_refuses_later_ones() throws Exception {
        OneDnnNet net = OneDnnCompiler.net(miniature().bytes(), Precision.BFLOAT16, 2);
        float[] pixels = pixels(SMALL, 64);
        ExecutorService caller = Executors.newSingleThreadExecutor();
        try {
            Future<float[]> answer = caller.submit(() -> net.apply(pixels, SMALL.batch(64)));
            net.close();
            try {
                assertThat(answer.get(60, TimeUnit.SECONDS)).hasSize(640);
            } catch (java.util.concurrent.ExecutionException late) {
                assertThat(late.getCause()).hasMessageContaining("after close()");
            }
            net.close();
            assertThatThrownBy(() -> net.apply(pixels, SMALL.batch(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("after close()");
        } finally {
            caller.shutdownNow();
        }
    }

    @Test
    void other_extents_and_numbers_that_are_not_finite_are_refused() {
        try (OneDnnNet net = OneDnnCompiler.net(miniature().bytes(), Precision.BFLOAT16, 1)) {
            float[] pixels = pixels(SMALL, 1);
            assertThatThrownBy(() -> net.apply(pixels, 1, 3, 27, 28))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("[1, 3, 27, 28]");
            pixels[5] = Float.NaN;
            assertThatThrownBy(() -> net.apply(pixels, SMALL.batch(1)))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("NaN at 5");
        }
        assertThatThrownBy(() -> OneDnnCompiler.net(new byte[] {1, 2, 3}, Precision.BFLOAT16, 1))
                .isInstanceOf(BadDataException.class);
        assertThatThrownBy(() -> OneDnnCompiler.net(miniature().bytes(), Precision.BFLOAT16, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Received: 0");
    }

    private BatchNet opened(OnnxModel model, List<String> said, int[] tests) {
        return new ModelOpener(Optional.of(temp.resolve("models")), said::add)
                .open(
                        model,
                        1,
                        Precision.BFLOAT16,
                        () -> {
                            tests[0]++;
                            return Optional.empty();
                        });
    }

    @Test
    void a_model_is_compared_once_and_then_opened_without() {
        List<String> said = new ArrayList<>();
        int[] tests = {0};
        for (int i = 0; i < 2; i++) {
            try (BatchNet net = opened(miniature(), said, tests)) {
                assertThat(net).isInstanceOf(OneDnnNet.class);
            }
        }
        assertThat(said).isEmpty();
        assertThat(tests[0]).isEqualTo(1);
    }

    /** x · 300 − x · 299, where bfloat16 holds the products to eight bits. */
    private static OnnxModel cancelling(Path file) throws IOException {
        byte[] bytes =
                new TinyGraph(3, 4, 4)
                        .constant("w", new float[] {300, 0, 0, 299, 0, 0}, 2, 3, 1, 1)
                        .constant("less", new float[] {1, -1}, 1, 2, 1, 1)
                        .node("products", "Conv", List.of("x", "w"))
                        .node("y", "Conv", List.of("products", "less"))
                        .bytes(1, 4, 4);
        Files.write(file, bytes);
        return OnnxModel.read(file);
    }

    @Test
    void an_answer_beyond_the_bound_goes_to_onnx_runtime() throws IOException {
        List<String> said = new ArrayList<>();
        try (BatchNet net = opened(cancelling(temp.resolve("net.onnx")), said, new int[1])) {
            assertThat(net).isInstanceOf(OnnxNet.class);
        }
        assertThat(said).hasSize(1);
        assertThat(said.get(0))
                .startsWith("Not in bfloat16: oneDNN")
                .contains("0.050 is allowed")
                .endsWith("ONNX Runtime computes the model in float32.");
    }

    @Test
    void an_unknown_operator_goes_to_onnx_runtime() throws IOException {
        byte[] bytes =
                new TinyGraph(3, 4, 4)
                        .constant("w", new float[] {1, 2, 3}, 1, 3, 1, 1)
                        .node("conv", "Conv", List.of("x", "w"))
                        .node(
                                "y",
                                "Transpose",
                                List.of("conv"),
                                TinyGraph.longs("perm", 0, 2, 3, 1))
                        .bytes(4, 4, 1);
        Path file = Files.write(temp.resolve("net.onnx"), bytes);
        List<String> said = new ArrayList<>();
        try (BatchNet net = opened(OnnxModel.read(file), said, new int[1])) {
            assertThat(net).isInstanceOf(OnnxNet.class);
        }
        assertThat(said).hasSize(1);
        assertThat(said.get(0)).contains("Transpose").contains("ONNX Runtime computes");
    }

    /** Says what stands in the way, on a processor as oneDNN is told that it is. */
    static final class Asked {

        private Asked() {}

        public static void main(String[] arguments) {
            System.out.println(new OneDnnCompiler().obstacle(Precision.BFLOAT16).orElse("nothing"));
            System.out.println(new OneDnnCompiler().obstacle(Precision.FLOAT32).orElse("nothing"));
        }
    }

    /** Says how an attempt to compile ends. */
    static final class Compiled {

        private Compiled() {}

        public static void main(String[] arguments) throws Exception {
            byte[] model =
                    new TinyGraph(1, 1, 1)
                            .constant("w", new float[] {1}, 1, 1, 1, 1)
                            .node("y", "Conv", List.of("x", "w"))
                            .bytes(1, 1, 1);
            CompletableFuture<String> ended =
                    CompletableFuture.supplyAsync(
                            () -> {
                                OneDnnCompiler.net(model, Precision.FLOAT32, 1).close();
                                return "compiled";
                            });
            System.out.println(
                    ended.completeOnTimeout("waits", 20, TimeUnit.SECONDS)
                            .exceptionally(failure -> failure.getCause().getMessage())
                            .join());
        }
    }

    @Test
    void a_processor_without_bfloat16_says_so() throws Exception {
        // No warning of versions that do not match, either.
        assertThat(said(Map.of("ONEDNN_MAX_CPU_ISA", "AVX2"), Asked.class))
                .containsExactly(
                        "this processor does not multiply bfloat16 (avx512_bf16)", "nothing");
    }

    /** On the module path JavaCPP's package is closed, unless it is opened. */
    @Test
    void threads_that_cannot_be_set_are_an_obstacle_and_no_wait() throws Exception {
        String javacpp =
                Path.of(Pointer.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                        .toString();
        String[] closed = {"-p", javacpp, "--add-modules", "org.bytedeco.javacpp"};
        assertThat(said(Map.of(), Asked.class, closed))
                .hasSize(2)
                .allMatch(
                        line ->
                                line.startsWith("OpenMP's threads cannot be set here (")
                                        && line.contains("--add-opens"));
        assertThat(said(Map.of(), Compiled.class, closed))
                .singleElement()
                .asString()
                .startsWith("oneDNN needs OpenMP's count of threads. Received: ");
        String[] open = Arrays.copyOf(closed, closed.length + 2);
        open[4] = "--add-opens";
        open[5] = "org.bytedeco.javacpp/org.bytedeco.javacpp=ALL-UNNAMED";
        assertThat(said(Map.of(), Asked.class, open)).containsExactly("nothing", "nothing");
    }

    /** What a process of its own writes, line by line. */
    private static List<String> said(
            Map<String, String> variables, Class<?> main, String... options) throws Exception {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of(options));
        if (Runtime.version().feature() >= 22) {
            boolean isClosed = options.length > 0;
            line.add(
                    "--enable-native-access=ALL-UNNAMED"
                            + (isClosed ? ",org.bytedeco.javacpp" : ""));
        }
        String classPath = System.getProperty("java.class.path");
        line.addAll(List.of("-cp", classPath, main.getName()));
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(new File(".").getAbsoluteFile());
        builder.redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(variables);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said.lines().toList();
    }
}
