package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.stream.Stream;
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
                .as("100 · wrong/count, in another order")
                .isCloseTo(result.get("metrics").get("testError").asDouble(), within(1e-12));
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
        assertThat(figures.get("learnedFrom").asInt()).isEqualTo(learned());
        assertThat(people.out()).contains("Beware: it has learned from " + learned() + " of these");
        JsonNode result = JSON.readTree(temp.resolve("run/result.json").toFile());
        HearthTest.Said alone = line("evaluate TEMP/run --json");
        assertThat(alone.code()).as(alone.err()).isZero();
        JsonNode own = JSON.readTree(alone.out());
        assertThat(own.get("pictures").asInt()).isEqualTo(12 - learned());
        assertThat(own.get("learnedFrom").asInt()).isZero();
        assertThat(own.get("topOneError")).isEqualTo(result.get("metrics").get("topOneError"));
        assertThat(line("evaluate TEMP/run").out())
                .contains("on what was held out of its training: " + (12 - learned()) + " pictures")
                .doesNotContain("Beware");
    }

    private int learned() throws IOException {
        try (Stream<String> rows = Files.lines(temp.resolve("run/split.csv"))) {
            return (int) rows.filter(row -> row.startsWith("training,")).count();
        }
    }

    private void handedOn() throws IOException {
        HearthTest.Said out = line("export TEMP/run --out TEMP/own.safetensors");
        assertThat(out.code()).as(out.err()).isZero();
        assertThat(out.out()).contains("in Hearth's names");
        comesBack();
        assertThat(line("export TEMP/run --out TEMP/w.pt").err())
                .startsWith("--out needs a name that says what is written, safetensors. Received: ")
                .contains("w.pt, which others would take for PyTorch's own format");
        assertThat(line("export TEMP/run --out TEMP/w.safetensors --format onnx").code())
                .isEqualTo(2);
        assertThat(temp.resolve("w.pt")).doesNotExist();
        assertThat(temp.resolve("w.safetensors")).doesNotExist();
        HearthTest.Said wrong =
                line("import TEMP/own.safetensors --model elu-cifar-11 --out TEMP/m");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains(". Received: ").contains(" misshapen (");
        assertThat(temp.resolve("m")).doesNotExist();
        HearthTest.Said timm = line("export TEMP/run --names timm --out TEMP/theirs.safetensors");
        assertThat(timm.err())
                .startsWith("--names timm needs a model that timm has. Received: elu-cifar-11");
    }

    /** The file alone brings back the model, its classes and its numbers; bare numbers, their count. */
    private void comesBack() throws IOException {
        String picture = " TEMP/shapes/disc/0.png --json";
        String wanted = line("predict --model TEMP/run" + picture).out();
        for (String named : List.of("", " --model elu-cifar-11-quarter")) {
            HearthTest.Said in = line("import TEMP/own.safetensors --out TEMP/back" + named);
            assertThat(in.code()).as(in.err()).isZero();
            assertThat(in.out()).startsWith("elu-cifar-11-quarter of 2 classes: ");
            assertThat(line("predict --model TEMP/back" + picture).out()).isEqualTo(wanted);
            assertThat(Files.readAllBytes(temp.resolve("back/model.json")))
                    .isEqualTo(Files.readAllBytes(temp.resolve("run/model.json")));
            assertThat(Files.readAllBytes(temp.resolve("back/weights.safetensors")))
                    .isEqualTo(Files.readAllBytes(temp.resolve("run/weights.safetensors")));
        }
        HearthTest.Said bare =
                line(
                        "import TEMP/run/weights.safetensors --model elu-cifar-11-quarter --out"
                                + " TEMP/bare");
        assertThat(bare.code()).as(bare.err()).isZero();
        HearthTest.Said said = line("predict --model TEMP/bare" + picture);
        assertThat(said.out().replace("class 0", "disc").replace("class 1", "square"))
                .isEqualTo(wanted);
        assertThat(line("import TEMP/run/weights.safetensors --out TEMP/x").err())
                .startsWith("A file of numbers needs a net. Received: ");
        assertThat(temp.resolve("x")).doesNotExist();
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
        assertThat(figures)
                .as("a file does not know what it has learned from")
                .isEqualTo(((ObjectNode) before).without("learnedFrom"));
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
    void a_run_belongs_to_its_pictures_and_is_trained_on() throws IOException {
        assertThat(line(TRAIN + "--out TEMP/run").code()).isZero();
        HearthTest.Said again = line(TRAIN + "--out TEMP/run");
        assertThat(again.out())
                .contains(
                        "Done before, on "
                                + learned()
                                + " images of disc, square to learn from and "
                                + (12 - learned())
                                + " to be measured on.");
        String four = TRAIN.replace("--epochs 2", "--epochs 4");
        HearthTest.Said longer = line(four + "--out TEMP/run");
        assertThat(longer.code()).as(longer.err()).isZero();
        assertThat(longer.out()).contains("Goes on after 2 of 4 epochs.");
        HearthTest.Said shorter = line(TRAIN + "--out TEMP/run");
        assertThat(shorter.code()).isEqualTo(2);
        assertThat(shorter.err())
                .contains("with a run of another recipe: epochs 4, now 2; another rate.")
                .contains("--out names the folder.");
        HearthTest.Said share = line(four + "--hold-out 0.6 --out TEMP/run");
        assertThat(share.code()).isEqualTo(2);
        assertThat(share.err()).contains("with the result on other data: ");
        Files.move(temp.resolve("shapes/disc"), temp.resolve("shapes/wheel"));
        HearthTest.Said renamed = line(four + "--out TEMP/run");
        assertThat(renamed.code()).isEqualTo(2);
        assertThat(renamed.err())
                .startsWith(
                        "A model of the classes square, wheel needs a folder of its own. Received: ")
                .contains(" with one of the classes disc, square. Name another folder");
        HearthTest.Said gone = line("evaluate TEMP/run");
        assertThat(gone.code()).isEqualTo(2);
        assertThat(gone.err()).contains(" that are gone or have changed, such as disc/");
    }

    @Test
    void trained_numbers_from_pictures_to_be_measured_on_are_told_of() {
        assertThat(line(TRAIN + "--hold-out 0.1 --out TEMP/run").code()).isZero();
        HearthTest.Said fine =
                line(TRAIN + "--hold-out 0.9 --batch 2 --freeze 0 --weights TEMP/run --out TEMP/f");
        assertThat(fine.code()).isEqualTo(2);
        String two = TRAIN.replace("--batch 4", "--batch 2");
        fine = line(two + "--hold-out 0.8 --freeze 0 --weights TEMP/run --out TEMP/f");
        assertThat(fine.code()).as(fine.err()).isZero();
        assertThat(fine.out())
                .containsPattern("Beware: \\S+ has learned from \\d+ of the \\d+ pictures to be");
    }

    @Test
    void fewer_pictures_than_a_batch_are_said_in_a_line_or_refused_with_both_numbers()
            throws IOException {
        String usual = TRAIN.replace("--batch 4", "").replace("--epochs 2", "--epochs 1");
        HearthTest.Said said = line(usual + "--out TEMP/run");
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out())
                .startsWith(
                        "There are "
                                + learned()
                                + " pictures to learn from, so a batch has "
                                + learned()
                                + " instead of 32 (--batch).");
        HearthTest.Said json = line(usual + "--out TEMP/run --json");
        assertThat(JSON.readTree(json.out()).get("history")).hasSize(1);
        HearthTest.Said asked = line(usual + "--batch 64 --out TEMP/other");
        assertThat(asked.code()).isEqualTo(2);
        assertThat(asked.err())
                .startsWith("A batch of 64 needs as many examples")
                .contains("Received: " + learned() + " of shapes")
                .contains("Use a batch of " + learned() + " or fewer")
                .contains("--batch gives it.");
        assertThat(temp.resolve("other")).doesNotExist();
    }

    @Test
    void damaged_pictures_that_are_read_are_counted_once_at_the_end() throws IOException {
        Path disc = temp.resolve("shapes/disc");
        BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 1600; i++) {
            image.setRGB(i % 40, i / 40, i * 0x030507);
        }
        ImageIO.write(image, "jpeg", disc.resolve("a.jpg").toFile());
        byte[] whole = Files.readAllBytes(disc.resolve("a.jpg"));
        Files.write(disc.resolve("a.jpg"), Arrays.copyOf(whole, whole.length - 2));
        HearthTest.Said one = line(TRAIN + "--out TEMP/run --json");
        assertThat(one.code()).as(one.err()).isZero();
        assertThat(one.err())
                .isEqualToIgnoringNewLines(
                        "1 picture was read although it is damaged: 1 without an end marker, "
                                + disc.resolve("a.jpg")
                                + ".");
        JSON.readTree(one.out());
        Files.write(disc.resolve("b.jpg"), Arrays.copyOf(whole, whole.length - 1));
        HearthTest.Said two = line("evaluate TEMP/run --images TEMP/shapes");
        assertThat(two.err())
                .isEqualToIgnoringNewLines(
                        "2 pictures were read although they are damaged: 2 without an end marker;"
                                + " the first is "
                                + disc.resolve("a.jpg")
                                + ".");
        assertThat(line("predict --model TEMP/run TEMP/shapes/disc/0.png").err()).isEmpty();
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
        isUsed();
    }

    /** A run's folder is a model's. */
    private void isUsed() throws IOException {
        String picture = " TEMP/shapes/disc/0.png --json";
        HearthTest.Said said = line("predict --model TEMP/r" + picture);
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(JSON.readTree(said.out()).get(0).get("guesses").get(0).get("class").asText())
                .matches("[0-9]");
        HearthTest.Said out = line("export TEMP/r --out TEMP/r.safetensors");
        assertThat(out.code()).as(out.err()).isZero();
        assertThat(line("import TEMP/r.safetensors --out TEMP/imported").code()).isZero();
        assertThat(line("export TEMP/r --out TEMP/r.onnx").code()).isZero();
        for (String model : List.of("TEMP/imported", "TEMP/r.onnx")) {
            JsonNode same = JSON.readTree(line("predict --model " + model + picture).out());
            for (int i = 0; i < 5; i++) {
                JsonNode one = same.get(0).get("guesses").get(i);
                JsonNode other = JSON.readTree(said.out()).get(0).get("guesses").get(i);
                assertThat(one.get("class")).isEqualTo(other.get("class"));
                assertThat(one.get("probability").asDouble())
                        .isCloseTo(other.get("probability").asDouble(), within(1e-5));
            }
        }
    }
}
