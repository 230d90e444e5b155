package dev.hearth.cli;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.inference.TrainedModel;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.FractionalMaxPool2d;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.zoo.ModelRegistry;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that draws when it is tested answers by the picture, not by its place among others. */
class DrawnAnswersTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path temp;

    @BeforeEach
    void models() throws IOException {
        Layer draws =
                sequence(
                        conv(6, 3),
                        new Elu(),
                        new FractionalMaxPool2d(
                                1.4, RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM),
                        conv(6, 3),
                        globalAvgPool(),
                        linear(2));
        write("draws", draws);
        write("still", sequence(conv(6, 3), globalAvgPool(), linear(2)));
        for (int i = 0; i < 9; i++) {
            Path home = Files.createDirectories(temp.resolve("shown/" + (i % 2 == 0 ? "a" : "b")));
            BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
            for (int at = 0; at < 400; at++) {
                image.setRGB(at % 20, at / 20, at * (7919 + 131 * i));
            }
            ImageIO.write(image, "png", home.resolve(i + ".png").toFile());
        }
    }

    private void write(String name, Layer layer) {
        InputSpec view = new InputSpec(3, 14, 0.875, Interpolation.BICUBIC, 0.5, 0.5);
        try (var room = Scope.open()) {
            Model net = Model.build(layer, TrainedModel.in(view), new Seed(4), Device.CPU);
            new TrainedModel(name, layer, view, List.of("a", "b"))
                    .write(temp.resolve(name), net, ModelRegistry.layerJson());
        }
    }

    private Called line(String words) {
        List<String> arguments = new ArrayList<>();
        for (String word : words.strip().split(" +")) {
            arguments.add(word.replace("TEMP", temp.toString()));
        }
        return Called.of(arguments.toArray(String[]::new));
    }

    private List<Double> shares(String words) throws IOException {
        Called said = line("predict --json --model TEMP/draws " + words);
        assertThat(said.code()).as(said.err()).isZero();
        List<Double> shares = new ArrayList<>();
        for (JsonNode one : JSON.readTree(said.out())) {
            shares.add(one.get("guesses").get(0).get("probability").asDouble());
        }
        return shares;
    }

    @Test
    void one_picture_has_one_answer() throws IOException {
        String same = "TEMP/shown/a/0.png TEMP/shown/b/1.png TEMP/shown/a/0.png TEMP/shown/a/0.png";
        for (String tests : List.of("", " --tests 4")) {
            List<Double> answers = shares(same + tests);
            assertThat(answers.get(2)).isEqualTo(answers.get(0));
            assertThat(answers.get(3)).isEqualTo(answers.get(0));
        }
        assertThat(shares("TEMP/shown/a/0.png --tests 4"))
                .isNotEqualTo(shares("TEMP/shown/a/0.png"));
    }

    @Test
    void the_error_does_not_depend_on_the_batch() throws IOException {
        Set<String> figures = new HashSet<>();
        for (int batch : new int[] {1, 3, 8}) {
            Called said =
                    line(
                            "evaluate TEMP/draws --images TEMP/shown --json --out TEMP/seen --batch "
                                    + batch);
            assertThat(said.code()).as(said.err()).isZero();
            figures.add(said.out());
        }
        assertThat(figures).hasSize(1);
    }

    @Test
    void tests_that_say_nothing_new_are_refused() {
        for (String model : List.of("TEMP/still", "TEMP/still --engine libtorch")) {
            Called said = line("predict --tests 3 TEMP/shown/a/0.png --model " + model);
            assertThat(said.code()).isEqualTo(2);
            assertThat(said.err())
                    .contains("Received: 3 tests of one that computes the same each time");
        }
        assertThat(line("predict --tests 0 TEMP/shown/a/0.png --model TEMP/draws").err())
                .contains(
                        "A classifier needs at least one test. Received: 0. Use 1. --tests sets it.");
    }
}
