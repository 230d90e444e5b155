package dev.hearth.cli;

import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.softmax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.inference.TrainedModel;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.fold.Folded;
import dev.hearth.onnx.ImageModelMetadata;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.zoo.ModelRegistry;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a net's numbers become where they are printed. */
class AnswersTest {

    private static final List<String> CLASSES = List.of("one", "two", "three");
    private static final InputSpec VIEW =
            new InputSpec(3, 14, 0.875, Interpolation.BICUBIC, 0.5, 0.5);

    @TempDir private Path temp;

    @BeforeEach
    void picture() throws IOException {
        BufferedImage image = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 600; i++) {
            image.setRGB(i % 30, i / 30, i * 7919);
        }
        Path folder = Files.createDirectories(temp.resolve("pictures/one"));
        ImageIO.write(image, "png", folder.resolve("picture.png").toFile());
    }

    /** A model's folder, and the same as an ONNX file that carries no test of itself. */
    private void model(Layer layer, double weights) {
        try (var room = Scope.open()) {
            Model net = Model.build(layer, TrainedModel.in(VIEW), new Seed(4), Device.CPU);
            try (var quiet = NoGrad.open()) {
                net.parameters().values().fillInPlace(weights);
                net.parameters().value("2.bias").copyInPlace(new float[] {3, 1, 0});
            }
            new TrainedModel("small", layer, VIEW, CLASSES)
                    .write(temp.resolve("model"), net, ModelRegistry.layerJson());
            OnnxModel.of(
                            "small",
                            Folded.of(layer, net.in(), net.arrays()),
                            net.in(),
                            new ImageModelMetadata("small", VIEW, CLASSES).metadata())
                    .write(temp.resolve("model.onnx"));
        }
    }

    private Called line(String words) {
        return Called.of(words.replace("TEMP", temp.toString()).split(" +"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--model TEMP/model.onnx",
                "--model TEMP/model",
                "--model TEMP/model --engine onnx",
                "--model TEMP/model --engine libtorch"
            })
    void nan_is_an_error_and_softmax_is_taken_once(String model) throws IOException {
        model(sequence(globalAvgPool(), linear(3), linear(3)), 1e30);
        for (String command :
                List.of(
                        "predict TEMP/pictures/one/picture.png ",
                        "predict TEMP/pictures/one/picture.png --json ",
                        "evaluate --images TEMP/pictures ",
                        "evaluate --images TEMP/pictures --out TEMP/out --json ")) {
            Called said = line(command + model);
            assertThat(said.code()).as(said.out() + said.err()).isEqualTo(1);
            assertThat(said.out()).doesNotContain("NaN").doesNotContain("error");
            assertThat(said.err())
                    .startsWith("A net has to answer with finite numbers. Received: ");
        }
        model(sequence(globalAvgPool(), linear(3), linear(3), softmax()), 0);
        Called said = line("predict TEMP/pictures/one/picture.png --json " + model);
        assertThat(said.code()).as(said.err()).isZero();
        double first =
                new ObjectMapper()
                        .readTree(said.out())
                        .get(0)
                        .get("guesses")
                        .get(0)
                        .get("probability")
                        .asDouble();
        double sum = Math.exp(3) + Math.exp(1) + Math.exp(0);
        assertThat(first).isCloseTo(Math.exp(3) / sum, within(1e-5));
    }

    @Test
    void a_net_that_answers_with_nan_is_not_exported() throws IOException {
        model(sequence(globalAvgPool(), linear(3), linear(3)), 1e30);
        for (String how : List.of("", " --int8 --calibrate TEMP/pictures")) {
            Called said = line("export TEMP/model --out TEMP/out.onnx" + how);
            assertThat(said.code()).as(said.err()).isNotZero();
            assertThat(said.err()).contains(" finite ").contains(". Received: ");
            assertThat(temp.resolve("out.onnx")).doesNotExist();
        }
    }
}
