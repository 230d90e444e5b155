package dev.hearth.cli;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.inference.TrainedModel;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Precision;
import dev.hearth.onnx.GraphCompiler;
import dev.hearth.tensor.Device;
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

/** {@code --precision} of predict and evaluate. */
class InferencePrecisionTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final InputSpec VIEW =
            new InputSpec(3, 14, 0.875, Interpolation.BICUBIC, 0.5, 0.5);

    @TempDir private Path temp;

    @BeforeEach
    void a_picture() throws IOException {
        BufferedImage image = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 600; i++) {
            image.setRGB(i % 30, i / 30, i * 7919);
        }
        Path folder = Files.createDirectories(temp.resolve("pictures/one"));
        ImageIO.write(image, "png", folder.resolve("picture.png").toFile());
    }

    private void model(Layer layer) {
        try (var scope = Scope.open()) {
            Model net = Model.build(layer, TrainedModel.in(VIEW), new Seed(4), Device.CPU);
            new TrainedModel("small", layer, VIEW, List.of("one", "two", "three"))
                    .write(temp.resolve("model"), net, ModelRegistry.layerJson());
        }
    }

    private Called line(String words) {
        return Called.of(words.replace("TEMP", temp.toString()).split(" +"));
    }

    private static boolean hasBfloat16() {
        return GraphCompiler.found().stream()
                .anyMatch(each -> each.obstacle(Precision.BFLOAT16).isEmpty());
    }

    @Test
    void an_answer_in_bfloat16_is_nearly_float32s() throws IOException {
        model(sequence(conv(24, 3), relu(), globalAvgPool(), linear(3)));
        String picture = "predict --model TEMP/model --json TEMP/pictures/one/picture.png";
        JsonNode wanted = JSON.readTree(line(picture).out());
        for (String precision : List.of("float32", "bfloat16", "auto")) {
            Called said = line(picture + " --precision " + precision);
            assertThat(said.code()).as(said.err()).isZero();
            boolean isSilent = hasBfloat16() || !precision.equals("bfloat16");
            assertThat(said.err().isEmpty()).as(said.err()).isEqualTo(isSilent);
            JsonNode first = JSON.readTree(said.out()).get(0).get("guesses").get(0);
            assertThat(first.get("probability").asDouble())
                    .isCloseTo(
                            wanted.get(0).get("guesses").get(0).get("probability").asDouble(),
                            within(0.01));
        }
        Called figures =
                line("evaluate --model TEMP/model --images TEMP/pictures --json --precision auto");
        assertThat(figures.code()).as(figures.err()).isZero();
    }

    @Test
    void a_net_that_it_does_not_compute_is_computed_in_float32_with_a_line() {
        model(sequence(globalAvgPool(), linear(3)));
        Called said =
                line(
                        "predict --model TEMP/model --precision bfloat16"
                                + " TEMP/pictures/one/picture.png");
        assertThat(said.code()).isZero();
        assertThat(said.err().lines()).hasSize(1);
        assertThat(said.err())
                .startsWith("Not in bfloat16: ")
                .contains("ONNX Runtime computes the model in float32.");
    }

    @Test
    void libtorch_does_not_take_it() {
        model(sequence(conv(8, 3), globalAvgPool(), linear(3)));
        Called said =
                line(
                        "predict --model TEMP/model --engine libtorch --precision bfloat16"
                                + " TEMP/pictures/one/picture.png");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err())
                .startsWith("bfloat16 is for models that are exported")
                .contains("Received: ");
        Called typed =
                line("predict --model TEMP/model --precision half TEMP/pictures/one/picture.png");
        assertThat(typed.code()).isEqualTo(2);
    }
}
