package dev.hearth.inference;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.image.Picture;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.inference.ImageClassifier.Engine;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Precision;
import dev.hearth.nn.layers.FractionalMaxPool2d;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.zoo.ModelRegistry;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A classifier from a folder or a file, as a program uses it. */
class ImageClassifierTest {

    private static final InputSpec VIEW =
            new InputSpec(3, 14, 0.875, Interpolation.BICUBIC, 0.5, 0.5);
    private static final List<String> CLASSES = List.of("cat", "dog", "owl", "fox");

    @TempDir private Path temp;

    @BeforeAll
    static void oneThread() {
        LibTorch.threads(1);
    }

    @BeforeEach
    void model() {
        write("model", sequence(conv(6, 3), globalAvgPool(), linear(4)), VIEW, CLASSES);
    }

    private void write(String name, Layer layer, InputSpec view, List<String> classes) {
        try (var scope = Scope.open()) {
            Model net = Model.build(layer, TrainedModel.in(view), new Seed(4), Device.CPU);
            new TrainedModel(name, layer, view, classes)
                    .write(temp.resolve(name), net, ModelRegistry.layerJson());
        }
    }

    private static Picture picture(int salt) {
        byte[] rgb = new byte[3 * 30 * 20];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i * (salt + 3) % 251);
        }
        return new Picture(30, 20, rgb);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void eight_threads_get_the_same_answers_as_one(Engine engine) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try (ImageClassifier classifier =
                ImageClassifier.builder().engine(engine).threads(1).load(temp.resolve("model"))) {
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                List<Picture> mine = List.of(picture(i), picture(i + 1));
                List<float[]> alone = classifier.probabilities(mine);
                calls.add(
                        () -> {
                            boolean same = true;
                            for (int call = 0; call < 25; call++) {
                                List<float[]> shared = classifier.probabilities(mine);
                                same &= Arrays.equals(shared.get(0), alone.get(0));
                                same &= Arrays.equals(shared.get(1), alone.get(1));
                            }
                            return same;
                        });
            }
            for (Future<Boolean> same : pool.invokeAll(calls)) {
                assertThat(same.get()).isTrue();
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void a_file_its_bytes_and_its_picture_have_one_answer_with_both_engines() throws IOException {
        Path file = temp.resolve("cat.png");
        BufferedImage image = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 600; i++) {
            image.setRGB(i % 30, i / 30, i * 7919);
        }
        ImageIO.write(image, "png", file.toFile());
        List<Double> answers = new ArrayList<>();
        for (Engine engine : Engine.values()) {
            try (ImageClassifier classifier =
                    ImageClassifier.builder().engine(engine).load(temp.resolve("model"))) {
                Classification answer = classifier.classify(file);
                assertThat(classifier.classify(Files.readAllBytes(file))).isEqualTo(answer);
                assertThat(answer.top(9)).hasSize(4);
                assertThat(CLASSES.get(answer.best().label())).isEqualTo(answer.best().className());
                assertThat(answer.probability(answer.best().className()))
                        .isCloseTo(answer.best().probability(), within(1e-6));
                assertThat(answer.probabilities().stream().mapToDouble(Float::doubleValue).sum())
                        .isCloseTo(1, within(1e-5));
                assertThatThrownBy(() -> answer.probability("cow"))
                        .hasMessageContaining("Received: cow. Use a name of classes().");
                answers.add(answer.best().probability());
            }
        }
        assertThat(answers.get(0)).isCloseTo(answers.get(1), within(1e-5));
    }

    @Test
    void an_exported_file_classifies_as_its_folder_does() {
        Path onnx = temp.resolve("model.onnx");
        assertThat(ModelExport.of(temp.resolve("model")).onnx(onnx)).isEqualTo("model");
        Path weights = temp.resolve("model.safetensors");
        assertThat(
                        ModelExport.of(temp.resolve("model"))
                                .safetensors(weights, ModelExport.Names.BEST_KNOWN))
                .isEqualTo(ModelExport.Names.HEARTH);
        Path whole = temp.resolve("whole.onnx");
        ModelExport.of(temp.resolve("model")).withPreprocessing().onnx(whole);
        assertThat(OnnxModel.read(whole).operators()).containsKey("Resize");
        try (ImageClassifier folder = ImageClassifier.load(temp.resolve("model"));
                ImageClassifier file = ImageClassifier.load(onnx);
                ImageClassifier withPictures = ImageClassifier.load(whole);
                var scope = Scope.open()) {
            assertThat(file.classes()).isEqualTo(CLASSES);
            assertThat(file.view()).isEqualTo(VIEW);
            assertThat(file.probabilities(List.of(picture(1))).get(0))
                    .containsExactly(
                            folder.probabilities(List.of(picture(1))).get(0), within(1e-5f));
            assertThat(withPictures.probabilities(List.of(picture(1))))
                    .containsExactly(file.probabilities(List.of(picture(1))).get(0));
            LoadedModel read =
                    LoadedModel.ofWeights(java.util.Optional.empty(), weights, Device.CPU);
            assertThat(read.description().classes()).isEqualTo(CLASSES);
        }
        assertThatThrownBy(
                        () ->
                                ModelExport.of(temp.resolve("model"))
                                        .safetensors(weights, ModelExport.Names.TIMM))
                .hasMessageStartingWith(
                        "timm's tensor names need a model that timm has. Received: ");
        assertThatThrownBy(() -> ImageClassifier.builder().engine(Engine.LIBTORCH).load(onnx))
                .hasMessageStartingWith(
                        "An .onnx file has its own weights and is computed by ONNX");
    }

    @Test
    void onnx_runtime_computes_on_the_cpu_alone() throws IOException {
        Path onnx = Files.createFile(temp.resolve("empty.onnx"));
        Device cuda = Device.parse("cuda");
        assertThatThrownBy(() -> ImageClassifier.builder().device(cuda).load(onnx))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "An .onnx file has its own weights and is computed by ONNX Runtime, on the"
                                + " CPU. Received: ");
        assertThatThrownBy(
                        () ->
                                ImageClassifier.builder()
                                        .engine(Engine.ONNX)
                                        .device(cuda)
                                        .load(temp.resolve("model")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "ONNX Runtime computes on the CPU. Received: the engine onnx on cuda:0. Leave"
                                + " out the engine or the device.");
    }

    @Test
    void a_model_that_cannot_be_exported_is_not_in_bfloat16_and_a_notice_says_so() {
        Layer pool = new FractionalMaxPool2d(1.4, RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM);
        write("drawing", sequence(conv(6, 3), pool, globalAvgPool(), linear(4)), VIEW, CLASSES);
        List<String> notices = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            try (ImageClassifier classifier =
                    ImageClassifier.builder()
                            .precision(precision)
                            .notices(notices::add)
                            .load(temp.resolve("drawing"))) {
                assertThat(classifier.precision()).isEqualTo(Precision.FLOAT32);
            }
        }
        assertThat(notices).hasSize(1);
        assertThat(notices.get(0))
                .startsWith("Not in bfloat16: An ONNX export needs a converter for each layer.")
                .endsWith(". libtorch computes the model in float32.");
    }

    @Test
    void a_data_set_and_a_folder_are_evaluated() throws IOException {
        InputSpec digits = new InputSpec(1, 28, 1, Interpolation.BICUBIC, 0, 1);
        List<String> names = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        write("digits", sequence(flatten(), linear(10)), digits, names);
        Dataset strokes = Strokes.test(50, new Seed(1));
        for (Engine engine : Engine.values()) {
            try (ImageClassifier classifier =
                    ImageClassifier.builder().engine(engine).load(temp.resolve("digits"))) {
                Evaluation evaluation = classifier.evaluate(strokes);
                assertThat(evaluation.count()).isEqualTo(50);
                assertThat(evaluation.confusion().examples()).isEqualTo(50);
                assertThat(evaluation.topFiveError()).isLessThan(evaluation.topOneError());
                assertThat(evaluation.perClass()).hasSize(10);
                assertThat(evaluation.mistakes()).isEmpty();
            }
        }
        try (ImageClassifier classifier = ImageClassifier.load(temp.resolve("model"))) {
            assertThatThrownBy(() -> classifier.evaluate(strokes))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("A model is evaluated on images of its input, ");
            Path folder = Files.createDirectories(temp.resolve("shown/owl"));
            BufferedImage grey = new BufferedImage(20, 20, BufferedImage.TYPE_BYTE_GRAY);
            ImageIO.write(grey, "png", folder.resolve("1.png").toFile());
            Evaluation evaluation = classifier.evaluate(temp.resolve("shown"));
            assertThat(evaluation.count()).isEqualTo(1);
            assertThat(evaluation.perClass().get(2).count()).isEqualTo(1);
        }
    }

    @Test
    void what_cannot_be_loaded_is_refused_in_three_parts() {
        assertThatThrownBy(() -> ImageClassifier.load(temp.resolve("nothing")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(
                        "A model is given by its name, or by a folder that holds one\\. Received:"
                                + " .*nothing\\. \\./hearth list prints the names\\.");
        assertThatThrownBy(() -> ImageClassifier.builder().tests(3).load(temp.resolve("model")))
                .hasMessageContaining("Received: 3 tests of one that computes the same each time");
        assertThatThrownBy(() -> ImageClassifier.builder().threads(0))
                .hasMessage("A classifier needs at least one thread. Received: 0. Use 1 or more.");
        assertThatThrownBy(() -> ImageClassifier.builder().batch(0))
                .hasMessage("A batch needs at least one crop. Received: 0. Use a batch of 12.");
        assertThatThrownBy(
                        () ->
                                ImageClassifier.builder()
                                        .weights(temp.resolve("w.pth"))
                                        .load(temp.resolve("model")))
                .hasMessageStartingWith(
                        "A file of weights goes with the name of a model. Received:");
        for (Engine engine : Engine.values()) {
            ImageClassifier closed =
                    ImageClassifier.builder()
                            .engine(engine)
                            .crops(TestCrops.TWELVE)
                            .load(temp.resolve("model"));
            closed.close();
            closed.close();
            assertThatThrownBy(() -> closed.classify(picture(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("after close()");
            assertThatThrownBy(() -> closed.classify(new byte[] {1, 2, 3}))
                    .isInstanceOf(BadDataException.class);
        }
    }
}
