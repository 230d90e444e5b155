package dev.hearth.cli;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.inference.TrainedModel;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.zoo.ModelRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many pictures at once. */
class PredictBulkTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final InputSpec VIEW =
            new InputSpec(3, 16, 0.875, Interpolation.BICUBIC, 0.5, 0.5);

    @TempDir private Path temp;

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    @BeforeEach
    void model() throws IOException {
        Shapes.draw(temp);
        Layer layer = sequence(conv(4, 3), relu(), globalAvgPool(), linear(2));
        try (var scope = Scope.open()) {
            Model net = Model.build(layer, TrainedModel.in(VIEW), new Seed(4), Device.CPU);
            TrainedModel model =
                    new TrainedModel("small", layer, VIEW, List.of("disc", "square, filled"));
            model.write(temp.resolve("model"), net, ModelRegistry.layerJson());
            try (var quiet = NoGrad.open()) {
                net.parameters().values().fillInPlace(0);
            }
            model.write(temp.resolve("zeros"), net, ModelRegistry.layerJson());
        }
    }

    private Called line(String words) {
        return Called.line(temp, "predict --model TEMP/model --threads 1 " + words);
    }

    @Test
    void a_folder_is_classified_with_all_that_is_inside() throws IOException {
        Files.writeString(temp.resolve("shapes/notes.txt"), "no picture");
        Files.writeString(temp.resolve("shapes/disc/.hidden.png"), "no picture either");
        Called said = line("TEMP/shapes --csv --top 1");
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out().lines()).hasSize(13);
        assertThat(said.out()).startsWith("picture,class 1,probability 1,heat map,error\n");
        assertThat(said.out().lines().skip(1))
                .allMatch(row -> row.matches(".*\\.png,(disc|\"square, filled\"),0\\.\\d{6},,"));
        assertThat(said.out().lines().skip(1)).isSorted();
        assertThat(line("TEMP/shapes --csv --top 5").out())
                .as("no columns for more classes than there are")
                .startsWith("picture,class 1,probability 1,class 2,probability 2,heat map,error\n");
    }

    @Test
    void a_bad_file_is_counted_and_the_others_are_classified() throws IOException {
        Files.writeString(temp.resolve("shapes/disc/0.png"), "broken");
        Called said = line("TEMP/shapes --jsonl");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err())
                .contains(". Received: ")
                .endsWith("1 of 12 pictures could not be read.\n");
        List<String> lines = said.out().lines().toList();
        assertThat(lines).hasSize(12);
        JsonNode first = JSON.readTree(lines.get(0));
        assertThat(first.get("picture").asText()).endsWith("0.png");
        assertThat(first.get("error").asText()).contains(". Received: ");
        for (String each : lines.subList(1, 12)) {
            assertThat(JSON.readTree(each).get("guesses")).hasSize(2);
        }
        Called list = line("TEMP/shapes/disc --json");
        assertThat(list.code()).isEqualTo(2);
        assertThat(JSON.readTree(list.out())).hasSize(6);
        Called csv = line("TEMP/shapes/disc --csv");
        assertThat(csv.out().lines().skip(1).findFirst().orElseThrow())
                .contains("0.png,,,,,")
                .endsWith("\"");
        Called people = line("TEMP/shapes/disc");
        assertThat(people.code()).isEqualTo(2);
        assertThat(people.out().lines()).hasSize(15);
    }

    @Test
    void names_come_from_a_list_and_from_the_standard_input() throws IOException {
        Path spaced = temp.resolve("shapes/disc/with a space.png");
        Files.copy(temp.resolve("shapes/disc/0.png"), spaced);
        String names = spaced + "\n\n" + temp.resolve("shapes/square") + "\n";
        Files.writeString(temp.resolve("list.txt"), names);
        Called list = line("@TEMP/list.txt --csv");
        assertThat(list.code()).as(list.err()).isZero();
        assertThat(list.out().lines()).hasSize(8);
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(names.getBytes(StandardCharsets.UTF_8)));
            assertThat(line("- --csv").out()).isEqualTo(list.out());
        } finally {
            System.setIn(before);
        }
        Called none = line("@TEMP/nowhere.txt");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).startsWith("@LIST needs a file of names, a line each. Received: ");
        Files.createDirectories(temp.resolve("empty"));
        Called empty = line("TEMP/empty");
        assertThat(empty.code()).isEqualTo(2);
        assertThat(empty.err()).startsWith("predict needs a picture. Received: none in ");
        Files.write(temp.resolve("latin.txt"), new byte[] {(byte) 0xFC, '\n'});
        Called latin = line("@TEMP/latin.txt");
        assertThat(latin.code()).isEqualTo(2);
        assertThat(latin.err()).startsWith("@LIST needs a file of names in UTF-8. Received: ");
    }

    @Test
    void heat_maps_are_pictures_of_what_the_model_looked_at() throws IOException {
        Called said = line("TEMP/shapes --jsonl --heat-map TEMP/maps");
        assertThat(said.code()).as(said.err()).isZero();
        for (String each : said.out().lines().toList()) {
            Path map = Path.of(JSON.readTree(each).get("heatMap").asText());
            assertThat(ImageIO.read(map.toFile()).getWidth()).isEqualTo(299);
        }
        assertThat(temp.resolve("maps/0.png")).isRegularFile();
        assertThat(temp.resolve("maps/0-2.png")).as("of another folder").isRegularFile();
        Called zeros =
                Called.line(
                        temp,
                        "predict --model TEMP/zeros TEMP/shapes/disc/0.png --heat-map TEMP/zeros-maps");
        assertThat(zeros.code()).as(zeros.err()).isZero();
        assertThat(zeros.err())
                .isEqualTo(
                        "Nothing in "
                                + temp.resolve("shapes/disc/0.png")
                                + " spoke for disc: its heat map is the picture alone.\n");
        Called onnx = line("TEMP/shapes --heat-map TEMP/maps --engine onnx");
        assertThat(onnx.code()).isEqualTo(2);
        assertThat(onnx.err())
                .startsWith("--heat-map needs gradients, which libtorch computes. Received: ");
    }

    @Test
    void the_option_that_an_onnx_file_cannot_serve_is_named() throws IOException {
        Path file = Files.writeString(temp.resolve("x.onnx"), "");
        for (String words :
                List.of(
                        "predict --model TEMP/x.onnx TEMP/shapes --heat-map TEMP/maps",
                        "serve --model TEMP/x.onnx --port 0 --heat-maps")) {
            Called said = Called.line(temp, words);
            assertThat(said.code()).as(said.err()).isEqualTo(2);
            String option = words.replaceFirst(".*(--heat-maps?).*", "$1");
            assertThat(said.err())
                    .startsWith(
                            option
                                    + " needs gradients, which libtorch computes. Received: "
                                    + file
                                    + ", which ONNX Runtime computes.");
        }
        assertThat(temp.resolve("maps")).doesNotExist();
    }

    @Test
    void heat_maps_take_no_picture_s_place() throws IOException {
        Path picture = Files.createDirectories(temp.resolve("p")).resolve("0.png");
        Files.copy(temp.resolve("shapes/disc/0.png"), picture);
        Files.createSymbolicLink(temp.resolve("link.png"), picture);
        Files.writeString(temp.resolve("list.txt"), picture + "\n");
        byte[] before = Files.readAllBytes(picture);
        for (String pictures :
                List.of("TEMP/p/0.png", "TEMP/p", "TEMP/link.png", "@TEMP/list.txt")) {
            Called said = line(pictures + " --heat-map TEMP/p");
            assertThat(said.code()).as(pictures).isEqualTo(2);
            assertThat(said.err())
                    .startsWith("--heat-map needs a folder without pictures")
                    .endsWith(".png, which lies in it. Give it another one.\n");
            assertThat(picture).hasBinaryContent(before);
        }
    }

    @Test
    void a_cluster_takes_no_options_of_one_machine() {
        Called said =
                line(
                        "--on local[2] --images x.png --out TEMP/out --top 1 --json --device cpu"
                                + " --labels TEMP/none");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err())
                .isEqualTo(
                        "--on goes with --images, --out, --model, --batch. Received: --threads, --top,"
                                + " --json, --device, --labels. Leave it out.\n");
    }
}
