package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.tensor.Engine;
import dev.hearth.train.checkpoint.Safetensors;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a folder of pictures to a model that is used, measured and handed on. */
class PicturesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String TRAIN =
            "train --images TEMP/shapes --model elu-cifar-11-quarter --epochs 2 --batch 4 --threads"
                    + " 1 ";

    @TempDir private Path temp;

    @BeforeAll
    static void alone() {
        Engine.threads(1);
    }

    /** Bright discs and dark squares. */
    @BeforeEach
    void draw() throws IOException {
        for (String kind : List.of("disc", "square")) {
            Path home = Files.createDirectories(temp.resolve("shapes").resolve(kind));
            for (int i = 0; i < 6; i++) {
                BufferedImage image = new BufferedImage(48, 40, BufferedImage.TYPE_INT_RGB);
                Graphics2D pen = image.createGraphics();
                pen.setColor(kind.equals("disc") ? Color.YELLOW : new Color(0, 0, 90 + 10 * i));
                if (kind.equals("disc")) {
                    pen.fillOval(8 + i, 8, 20 + i, 20 + i);
                } else {
                    pen.fillRect(8 + i, 8, 20 + i, 20 + i);
                }
                pen.dispose();
                ImageIO.write(image, "png", home.resolve(i + ".png").toFile());
            }
        }
    }

    private HearthTest.Said line(String words) {
        List<String> arguments = new ArrayList<>();
        for (String word : words.strip().split(" +")) {
            arguments.add(word.replace("TEMP", temp.toString()));
        }
        return HearthTest.call(arguments.toArray(String[]::new));
    }

    @Test
    void a_model_is_trained_used_measured_handed_on_and_trained_again() throws IOException {
        HearthTest.Said trained = line(TRAIN + "--out TEMP/run");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out())
                .contains("Recipe images/shapes/elu-cifar-11-quarter")
                .contains("top-1 error ")
                .contains("Try ./hearth predict --model " + temp.resolve("run"));
        for (String file :
                List.of(
                        "recipe.json",
                        "log.csv",
                        "checkpoint.safetensors",
                        "result.json",
                        "model.json",
                        "weights.safetensors",
                        "confusion.png",
                        "confusion.csv",
                        "mistakes.png",
                        "mistakes.csv")) {
            assertThat(temp.resolve("run").resolve(file)).isRegularFile();
        }
        HearthTest.Said again = line(TRAIN + "--out TEMP/run --json");
        JsonNode result = JSON.readTree(again.out());
        assertThat(result).isEqualTo(JSON.readTree(temp.resolve("run/result.json").toFile()));
        assertThat(result.get("metrics").get("topOneError").asDouble())
                .isEqualTo(result.get("metrics").get("testError").asDouble());
        predicted();
        measured();
        handedOn();
        handedOnWhole();
        refined();
    }

    private void predicted() throws IOException {
        String picture = temp.resolve("shapes/disc/0.png").toString();
        HearthTest.Said people = line("predict --model TEMP/run " + picture + " --threads 1");
        assertThat(people.code()).as(people.err()).isZero();
        assertThat(people.out().lines()).hasSize(3);
        assertThat(people.out()).startsWith(picture).contains(" %  disc").contains(" %  square");
        HearthTest.Said program =
                line("predict --model TEMP/run " + picture + " --top 1 --crops 12 --json");
        JsonNode said = JSON.readTree(program.out()).get(0);
        assertThat(said.get("picture").asText()).isEqualTo(picture);
        assertThat(said.get("guesses")).hasSize(1);
        assertThat(said.get("guesses").get(0).get("probability").asDouble()).isBetween(0.5, 1.0);
        HearthTest.Said missing = line("predict --model TEMP/run TEMP/nothing.png");
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).startsWith("A JPEG or PNG picture. Received: no file ");
    }

    private void measured() throws IOException {
        HearthTest.Said people =
                line("evaluate TEMP/run --images TEMP/shapes --crops 12 --out TEMP/seen");
        assertThat(people.code()).as(people.err()).isZero();
        assertThat(people.out())
                .contains("12 pictures, 12 crops of each")
                .contains("top-1 error ")
                .as("of two classes the right one is always among the first five")
                .doesNotContain("top-5");
        assertThat(temp.resolve("seen/confusion.png")).isRegularFile();
        HearthTest.Said program =
                line("evaluate --model TEMP/run --images TEMP/shapes --batch 5 --json");
        JsonNode figures = JSON.readTree(program.out());
        assertThat(figures.get("pictures").asInt()).isEqualTo(12);
        assertThat(figures.get("crops").asInt()).isEqualTo(1);
        assertThat(figures.has("topOneError")).isTrue();
        assertThat(figures.has("topFiveError")).isFalse();
        HearthTest.Said alone = line("evaluate TEMP/run");
        assertThat(alone.code()).isEqualTo(2);
        assertThat(alone.err())
                .isEqualToIgnoringNewLines(
                        "The run's own data set is needed, images/shapes. Received: none here. Name"
                                + " the pictures with --images.");
    }

    private void handedOn() throws IOException {
        HearthTest.Said out = line("export TEMP/run --out TEMP/own.safetensors");
        assertThat(out.code()).as(out.err()).isZero();
        assertThat(out.out()).contains("in Hearth's names");
        HearthTest.Said wrong =
                line("import TEMP/own.safetensors --model elu-cifar-11 --out TEMP/m");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains(". Received: ").contains(" misshapen (");
        assertThat(temp.resolve("m")).doesNotExist();
        HearthTest.Said timm = line("export TEMP/run --names timm --out TEMP/theirs.safetensors");
        assertThat(timm.err())
                .startsWith("--names timm needs a model that timm has. Received: elu-cifar-11");
    }

    /** As ONNX: the file alone says the same as the folder. */
    private void handedOnWhole() throws IOException {
        HearthTest.Said out = line("export TEMP/run --out TEMP/model.onnx");
        assertThat(out.code()).as(out.err()).isZero();
        assertThat(out.out()).contains(", in float32").contains("./hearth predict --model ");
        String pictures = " TEMP/shapes/disc/1.png TEMP/shapes/square/2.png --json";
        JsonNode wanted = JSON.readTree(line("predict --model TEMP/run" + pictures).out());
        for (String model :
                List.of(
                        "TEMP/run --engine onnx",
                        "TEMP/run --engine libtorch",
                        "TEMP/model.onnx")) {
            HearthTest.Said said = line("predict --model " + model + pictures);
            assertThat(said.code()).as(said.err()).isZero();
            JsonNode came = JSON.readTree(said.out());
            for (int i = 0; i < 2; i++) {
                JsonNode first = came.get(i).get("guesses").get(0);
                JsonNode same = wanted.get(i).get("guesses").get(0);
                assertThat(first.get("class")).isEqualTo(same.get("class"));
                assertThat(first.get("probability").asDouble())
                        .isCloseTo(same.get("probability").asDouble(), within(1e-4));
            }
        }
        HearthTest.Said eight =
                line("export TEMP/run --format onnx --out TEMP/m8 --int8 --calibrate TEMP/shapes");
        assertThat(eight.code()).as(eight.err()).isZero();
        assertThat(eight.out()).contains("in eight bits, calibrated on 12 pictures");
        assertThat(Files.size(temp.resolve("m8")))
                .isLessThan(Files.size(temp.resolve("model.onnx")) / 2);
        Files.move(temp.resolve("m8"), temp.resolve("m8.onnx"));
        JsonNode figures =
                JSON.readTree(
                        line("evaluate --model TEMP/m8.onnx --images TEMP/shapes --json").out());
        JsonNode before =
                JSON.readTree(line("evaluate TEMP/run --images TEMP/shapes --json").out());
        assertThat(figures).isEqualTo(before);
        assertThat(line("export TEMP/run --out TEMP/x.onnx --int8").err())
                .startsWith(
                        "--int8 goes with --calibrate, and with ONNX. Received: --int8 without");
        assertThat(line("export TEMP/run --out TEMP/x.onnx --names timm").err())
                .startsWith("--names goes with safetensors. Received: ");
        assertThat(line("export TEMP/run --out TEMP/x.onnx --int8 --calibrate TEMP/no").err())
                .startsWith("--calibrate needs a folder of pictures. Received: ");
        assertThat(line("predict --model TEMP/model.onnx --engine libtorch" + pictures).err())
                .startsWith("An .onnx file has its own numbers and is computed by ONNX Runtime.");
        assertThat(temp.resolve("x.onnx")).doesNotExist();
    }

    private float[] stored(String run, String tensor) {
        try (Safetensors file = Safetensors.open(temp.resolve(run + "/weights.safetensors"))) {
            return file.floats(tensor);
        }
    }

    private void refined() throws IOException {
        HearthTest.Said said =
                line(TRAIN + "--weights TEMP/run --freeze 1 --rate 0.001 --out TEMP/fine");
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out()).contains("HeadOnly[net=EluCifar11").contains("/head seed 1");
        assertThat(temp.resolve("fine/head/model.json")).isRegularFile();
        byte[] head = Files.readAllBytes(temp.resolve("fine/head/weights.safetensors"));
        byte[] all = Files.readAllBytes(temp.resolve("fine/weights.safetensors"));
        assertThat(all).isNotEqualTo(head);
        HearthTest.Said wrong = line(TRAIN + "--frozen stme.* --out TEMP/frozen");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("Received: \"stme.*\" for [").doesNotContain("\tat");
        assertThat(temp.resolve("frozen")).doesNotExist();
        HearthTest.Said frozen =
                line(TRAIN + "--weights TEMP/run --freeze 0 --frozen 0.* --out" + " TEMP/frozen");
        assertThat(frozen.code()).as(frozen.err()).isZero();
        for (int i : new int[] {0, 3}) {
            float[] began = stored("run", i + ".weight");
            float[] ended = stored("frozen", i + ".weight");
            assertThat(Arrays.equals(ended, began)).as(i + ".weight").isEqualTo(i == 0);
        }
        HearthTest.Said only = line(TRAIN + "--weights TEMP/run --freeze 2 --out TEMP/only --json");
        assertThat(only.code()).as(only.err()).isZero();
        assertThat(JSON.readTree(only.out()).get("recipe").asText()).endsWith("/head");
        assertThat(temp.resolve("only/head")).doesNotExist();
    }

    @Test
    void a_run_is_measured_on_its_own_data() throws IOException {
        String run =
                "run elu/mnist-8x128/ELU --budget smoke --set corpus.training=200 --set"
                        + " corpus.testing=50 --set corpus.set=strokes --set epochs=1 --out TEMP/r"
                        + " --json";
        JsonNode result = JSON.readTree(line(run).out());
        HearthTest.Said said = line("evaluate TEMP/r --json");
        assertThat(said.code()).as(said.err()).isZero();
        JsonNode figures = JSON.readTree(said.out());
        assertThat(figures.get("topOneError").asDouble())
                .isEqualTo(result.get("metrics").get("testError").asDouble());
        assertThat(figures.get("topFiveError").asDouble())
                .isLessThanOrEqualTo(figures.get("topOneError").asDouble());
        assertThat(line("evaluate TEMP/r").out()).contains("topOneError");
    }
}
