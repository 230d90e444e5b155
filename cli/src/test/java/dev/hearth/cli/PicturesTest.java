package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.tensor.LibTorch;
import dev.hearth.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a folder of pictures to a model that is used, measured and handed on. */
class PicturesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String TRAIN =
            "train --images TEMP/shapes --model elu-cifar-11-quarter --epochs 2 --batch 4 --no-cache --threads"
                    + " 1 ";

    @TempDir private Path temp;

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    @BeforeEach
    void draw() throws IOException {
        Shapes.draw(temp);
    }

    private Called line(String words) {
        return Called.line(temp, words);
    }

    @Test
    void a_model_is_trained_used_measured_handed_on_and_trained_again() throws IOException {
        Called trained = line(TRAIN + "--out TEMP/run");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out())
                .contains("Recipe images/shapes/elu-cifar-11-quarter, ")
                .as("its settings are for those who look for them")
                .doesNotContain("InputSpec[")
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
        Called again = line(TRAIN + "--out TEMP/run --json");
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
        Called people = line("predict --model TEMP/run " + picture + " --threads 1");
        assertThat(people.code()).as(people.err()).isZero();
        assertThat(people.out().lines()).hasSize(3);
        assertThat(people.out()).startsWith(picture).contains(" %  disc").contains(" %  square");
        Called program = line("predict --model TEMP/run " + picture + " --top 1 --crops 12 --json");
        JsonNode said = JSON.readTree(program.out()).get(0);
        assertThat(said.get("picture").asText()).isEqualTo(picture);
        assertThat(said.get("guesses")).hasSize(1);
        assertThat(said.get("guesses").get(0).get("probability").asDouble()).isBetween(0.5, 1.0);
        Called missing = line("predict --model TEMP/run TEMP/nothing.png");
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err())
                .startsWith("A JPEG, PNG, WebP, GIF, BMP or TIFF picture. Received: no file ");
    }

    private void measured() throws IOException {
        Called people = line("evaluate TEMP/run --images TEMP/shapes --crops 12 --out TEMP/seen");
        assertThat(people.code()).as(people.err()).isZero();
        assertThat(people.out())
                .contains("12 pictures, 12 crops of each")
                .contains("top-1 error ")
                .as("of two classes the right one is always among the first five")
                .doesNotContain("top-5");
        assertThat(temp.resolve("seen/confusion.png")).isRegularFile();
        Called program = line("evaluate --model TEMP/run --images TEMP/shapes --batch 5 --json");
        JsonNode figures = JSON.readTree(program.out());
        assertThat(figures.get("pictures").asInt()).isEqualTo(12);
        assertThat(figures.get("crops").asInt()).isEqualTo(1);
        assertThat(figures.has("topOneError")).isTrue();
        assertThat(figures.has("topFiveError")).isFalse();
        assertThat(figures.get("learnedFrom").asInt()).isEqualTo(learned());
        assertThat(people.out()).contains("Beware: it was trained on " + learned() + " of these");
        JsonNode result = JSON.readTree(temp.resolve("run/result.json").toFile());
        Called alone = line("evaluate TEMP/run --json");
        assertThat(alone.code()).as(alone.err()).isZero();
        JsonNode own = JSON.readTree(alone.out());
        assertThat(own.get("pictures").asInt()).isEqualTo(12 - learned());
        assertThat(own.get("learnedFrom").asInt()).isZero();
        assertThat(own.get("topOneError")).isEqualTo(result.get("metrics").get("topOneError"));
        assertThat(line("evaluate TEMP/run").out())
                .contains(
                        "on the pictures held out of its training: "
                                + (12 - learned())
                                + " pictures")
                .doesNotContain("Beware");
    }

    private int learned() throws IOException {
        try (Stream<String> rows = Files.lines(temp.resolve("run/split.csv"))) {
            return (int) rows.filter(row -> row.startsWith("training,")).count();
        }
    }

    private void handedOn() throws IOException {
        Called out = line("export TEMP/run --out TEMP/own.safetensors");
        assertThat(out.code()).as(out.err()).isZero();
        assertThat(out.out()).contains("with Hearth's tensor names");
        comesBack();
        assertThat(line("export TEMP/run --out TEMP/w.pt").err())
                .startsWith("--out needs a name that fits the format, safetensors. Received: ")
                .contains("w.pt, which other programs would take for PyTorch's format");
        assertThat(line("export TEMP/run --out TEMP/w.safetensors --format onnx").code())
                .isEqualTo(2);
        assertThat(temp.resolve("w.pt")).doesNotExist();
        assertThat(temp.resolve("w.safetensors")).doesNotExist();
        Called wrong = line("import TEMP/own.safetensors --model elu-cifar-11 --out TEMP/m");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains(". Received: ").contains(" misshapen (");
        assertThat(temp.resolve("m")).doesNotExist();
        Called timm = line("export TEMP/run --names timm --out TEMP/theirs.safetensors");
        assertThat(timm.err())
                .startsWith(
                        "timm's tensor names need a model that timm has. Received: elu-cifar-11");
    }

    /** The file alone brings back the model, its classes and its numbers; bare numbers, their count. */
    private void comesBack() throws IOException {
        String picture = " TEMP/shapes/disc/0.png --json";
        String wanted = line("predict --model TEMP/run" + picture).out();
        for (String named : List.of("", " --model elu-cifar-11-quarter")) {
            Called in = line("import TEMP/own.safetensors --out TEMP/back" + named);
            assertThat(in.code()).as(in.err()).isZero();
            assertThat(in.out()).startsWith("elu-cifar-11-quarter of 2 classes: ");
            assertThat(line("predict --model TEMP/back" + picture).out()).isEqualTo(wanted);
            assertThat(Files.readAllBytes(temp.resolve("back/model.json")))
                    .isEqualTo(Files.readAllBytes(temp.resolve("run/model.json")));
            assertThat(Files.readAllBytes(temp.resolve("back/weights.safetensors")))
                    .isEqualTo(Files.readAllBytes(temp.resolve("run/weights.safetensors")));
        }
        Called bare =
                line(
                        "import TEMP/run/weights.safetensors --model elu-cifar-11-quarter --out"
                                + " TEMP/bare");
        assertThat(bare.code()).as(bare.err()).isZero();
        Called said = line("predict --model TEMP/bare" + picture);
        assertThat(said.out().replace("class 0", "disc").replace("class 1", "square"))
                .isEqualTo(wanted);
        assertThat(line("import TEMP/run/weights.safetensors --out TEMP/x").err())
                .startsWith("A file of weights needs a model. Received: ");
        assertThat(temp.resolve("x")).doesNotExist();
    }

    /** As ONNX: the file alone says the same as the folder. */
    private void handedOnWhole() throws IOException {
        Called out = line("export TEMP/run --out TEMP/model.onnx");
        assertThat(out.code()).as(out.err()).isZero();
        assertThat(out.out()).contains(", in float32").contains("./hearth predict --model ");
        String pictures = " TEMP/shapes/disc/1.png TEMP/shapes/square/2.png --json";
        JsonNode wanted = JSON.readTree(line("predict --model TEMP/run" + pictures).out());
        for (String model :
                List.of(
                        "TEMP/run --engine onnx",
                        "TEMP/run --engine libtorch",
                        "TEMP/model.onnx")) {
            Called said = line("predict --model " + model + pictures);
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
        Called eight =
                line("export TEMP/run --format onnx --out TEMP/m8 --int8 --calibrate TEMP/shapes");
        assertThat(eight.code()).as(eight.err()).isZero();
        assertThat(eight.out()).contains("in 8 bits, calibrated on 12 pictures");
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
                .startsWith("The calibration needs a folder of pictures. Received: ");
        assertThat(line("predict --model TEMP/model.onnx --engine libtorch" + pictures).err())
                .startsWith(
                        "An .onnx file has its own weights and is computed by ONNX Runtime, on the"
                                + " CPU. Received: ");
        assertThat(temp.resolve("x.onnx")).doesNotExist();
    }

    private float[] stored(String run, String tensor) {
        try (Safetensors file = Safetensors.open(temp.resolve(run + "/weights.safetensors"))) {
            return file.floats(tensor);
        }
    }

    private void refined() throws IOException {
        Called said = line(TRAIN + "--weights TEMP/run --freeze 1 --rate 0.001 --out TEMP/fine");
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out()).contains("/head, 1 epoch\n").contains("/head seed 1");
        assertThat(Files.readString(temp.resolve("fine/head/recipe.json")))
                .contains("FrozenBackbone")
                .contains("EluCifar11");
        assertThat(temp.resolve("fine/head/model.json")).isRegularFile();
        byte[] head = Files.readAllBytes(temp.resolve("fine/head/weights.safetensors"));
        byte[] all = Files.readAllBytes(temp.resolve("fine/weights.safetensors"));
        assertThat(all).isNotEqualTo(head);
        Called wrong = line(TRAIN + "--frozen stme.* --out TEMP/frozen");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("Received: \"stme.*\" for [").doesNotContain("\tat");
        assertThat(temp.resolve("frozen")).doesNotExist();
        Called frozen =
                line(TRAIN + "--weights TEMP/run --freeze 0 --frozen 0.* --out" + " TEMP/frozen");
        assertThat(frozen.code()).as(frozen.err()).isZero();
        for (int i : new int[] {0, 3}) {
            float[] began = stored("run", i + ".weight");
            float[] ended = stored("frozen", i + ".weight");
            assertThat(Arrays.equals(ended, began)).as(i + ".weight").isEqualTo(i == 0);
        }
        Called only = line(TRAIN + "--weights TEMP/run --freeze 2 --out TEMP/only --json");
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
        Called said = line("evaluate TEMP/r --json");
        assertThat(said.code()).as(said.err()).isZero();
        JsonNode figures = JSON.readTree(said.out());
        assertThat(figures.get("topOneError").asDouble())
                .isEqualTo(result.get("metrics").get("testError").asDouble());
        assertThat(figures.get("topFiveError").asDouble())
                .isLessThanOrEqualTo(figures.get("topOneError").asDouble());
        assertThat(line("evaluate TEMP/r").out()).contains("topOneError");
        // Said before a run is looked for that has ended.
        Path done = Files.move(temp.resolve("r/result.json"), temp.resolve("result.json"));
        for (String option :
                List.of("--engine onnx", "--batch 5", "--side 8", "--crops 12", "--out TEMP/o")) {
            Called refused = line("evaluate TEMP/r " + option);
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err())
                    .startsWith(
                            "A run is evaluated on its own data set as it is. Received: "
                                    + option.split(" ")[0]
                                    + ". Leave it out");
        }
        Files.move(done, temp.resolve("r/result.json"));
        isUsed();
    }

    /** A run's folder is a model's. */
    private void isUsed() throws IOException {
        String picture = " TEMP/shapes/disc/0.png --json";
        Called said = line("predict --model TEMP/r" + picture);
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(JSON.readTree(said.out()).get(0).get("guesses").get(0).get("class").asText())
                .matches("[0-9]");
        Called out = line("export TEMP/r --out TEMP/r.safetensors");
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
