package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.task.TrainedGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HearthTest {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @TempDir private Path temp;

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    /** Words, with TEMP for the test's folder. */
    private Called line(String words) {
        return Called.line(temp, words);
    }

    private static final String SMALL =
            "run elu/mnist-8x128/ELU --budget smoke --set corpus.training=100 --set"
                    + " corpus.testing=20 --set corpus.set=strokes --set epochs=1 ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "learn",
                "--fast",
                "run",
                "run elu/mnist-8x128/ELU --fast",
                "run elu/mnist-8x128/ELU more",
                "run elu/mnist-8x128/ELU --budget",
                "run elu/mnist-8x128/ELU --budget huge",
                "run elu/mnist-8x128/ELU --seed one",
                "run elu/mnist-8x128/ELU --seeds 0",
                "run elu/mnist-8x128/ELU --seed 1 --seed 2",
                "run elu/mnist-8x128/ELU --threads 0",
                "run elu/mnist-8x128/ELU --threads 100000",
                "run elu/mnist-8x128/ELU --device tpu",
                "run elu/mnist-8x128/ELU --data TEMP/nothing",
                "run elu/mnist-8x128/ELU --set batch",
                "run elu/mnist-8x128/ELU --set batch=0 --out TEMP/out",
                "run elu/mnist-8x128/ELU --set batch=1000000000 --out TEMP/out",
                "run elu/mnist-8x128/ELU --set epochs=1000000000 --out TEMP/out",
                "run elu/mnist-8x128/ELU --set size=3 --out TEMP/out",
                "run elu/mnist-8x128/ELU --set model.classes=7 --out TEMP/out",
                "run elu/mnist-8x128/ELU --set corpus.set=mnist --data TEMP --out TEMP/out",
                "run elu/nothing",
                "run TEMP/nothing.json",
                "describe",
                "describe nothing",
                "describe elu-mnist --budget huge",
                "reproduce --budget huge",
                "reproduce --paper nothing --out TEMP/out",
                "reproduce --experiment nothing --out TEMP/out",
                "reproduce --device tpu",
                "reproduce --threads 0 --out TEMP/out",
                "reproduce --data TEMP/nothing --out TEMP/out",
                "list more",
                "data",
                "data sell",
                "data verify nothing --data TEMP",
                "data fetch",
                "reproduce --jobs 0",
                "reproduce --on workers:0 --out TEMP/out",
                "reproduce --on workers:2 --jobs 2 --out TEMP/out",
                "reproduce --on spark://nowhere:7077 --out TEMP/out",
                "reproduce --on workers:2 --worker-deadline 1 --out TEMP/out",
                "run elu/mnist-8x128/ELU --workers 0 --out TEMP/out",
                "run elu/mnist-8x128/ELU --workers 2 --worker-deadline 0 --out TEMP/out",
                "run elu/mnist-8x128/ELU --workers 65 --out TEMP/out",
                "run elu/mnist-8x128/ELU --workers 2 --batch-statistics all --out TEMP/out",
                "predict --model TEMP",
                "predict --model TEMP --images x.png",
                "predict --model TEMP --on local[2]",
                "predict --model TEMP --on local[2] --images x.png --out TEMP/out",
                "ledger --json --markdown",
                "ledger --card --json --paper elu",
                "ledger --card",
                "ledger --columns wide",
                "ledger --results TEMP/nothing",
                "report --results TEMP/nothing",
                "play --from TEMP/nothing",
                "play --games 0",
                "play --delay -1",
                "play --sticky 1",
                "generate",
                "generate TEMP",
                "generate TEMP/nothing",
                "generate TEMP --count 0",
                "generate TEMP --count many",
                "generate TEMP --interpolate 1",
                "generate TEMP --interpolate 10 --nearest",
                "generate TEMP --out TEMP/grid.jpg",
                "generate TEMP --out TEMP/nothing/grid.png",
                "train",
                "train --images TEMP/nothing --model elu-cifar-11",
                "train --images TEMP --model elu-cifar-11",
                "train --images TEMP --model nothing",
                "train --images TEMP --model elu-cifar-11 --hold-out 2",
                "train --images TEMP --model elu-cifar-11 --weights released --data TEMP",
                "predict --model elu-cifar-11",
                "predict --model TEMP picture.jpg",
                "predict --model elu-cifar-11 picture.jpg --crops 10",
                "predict --model elu-cifar-11 picture.jpg --top 0",
                "predict --model inception-v4 TEMP/picture.jpg --data TEMP",
                "evaluate",
                "evaluate TEMP --model elu-cifar-11",
                "evaluate TEMP",
                "evaluate --model inception-v4 --data TEMP",
                "evaluate --model inception-v4 --images TEMP --data TEMP",
                "import TEMP/nothing.pth --model elu-cifar-11 --out TEMP/out",
                "import TEMP/nothing.pth --model nothing",
                "import TEMP/nothing.pth",
                "export TEMP --out TEMP/x.safetensors"
            })
    void a_wrong_line_is_refused_in_one_sentence_of_three_parts(String words) throws IOException {
        Called said = line(words);
        assertThat(said.code()).as(said.toString()).isEqualTo(2);
        assertThat(said.err().strip().lines()).as(said.err()).hasSize(1);
        assertThat(said.err()).matches("(?s).+\\. Received: .+\\. .+\\.\\s*");
        assertThat(said.err()).doesNotContain("Exception", "\tat ");
        try (Stream<Path> left = Files.list(temp)) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "learn | hearth has the commands reproduce, list, ledger, report, describe, run, train,"
                        + " evaluate, predict, import, export, serve, generate, data, doctor, play, help."
                        + " Received: learn. ./hearth --help explains it.",
                "run x --fast | hearth run has the options --",
                "run | hearth run needs RECIPE. Received: none. ./hearth run --help explains it.",
                "run x --budget huge | hearth run needs one of smoke, short, evidence, paper for --budget."
                        + " Received: huge. ./hearth run --help explains it.",
                "run x --seed one | hearth run needs a whole number for --seed. Received: one.",
                "run x --budget | hearth run needs a value for --budget. Received: none.",
                "reproduce --device tpu | hearth reproduce needs one of cpu, cuda, cuda:N for --device."
                        + " Received: tpu. ",
                "list more | hearth list takes no more arguments. Received: more.",
                "trian | hearth has the commands reproduce, list, ledger, report, describe, run, train,"
                        + " evaluate, predict, import, export, serve, generate, data, doctor, play, help."
                        + " Received: trian. Did you mean train? ./hearth --help explains it.",
                "run x --budget smok | hearth run needs one of smoke, short, evidence, paper for --budget."
                        + " Received: smok. Did you mean smoke? ./hearth run --help explains it.",
                "import x.pth --modle y | hearth import has the options --model, --out, --help,"
                        + " --version. Received: --modle. Did you mean --model? ./hearth import --help",
                "import x.pth --modle=y | hearth import has the options --model, --out, --help,"
                        + " --version. Received: --modle=y. Did you mean --model? ./hearth import",
                "import x.pth --mdoel y --out z | hearth import has the options --model, --out, --help,"
                        + " --version. Received: --mdoel. Did you mean --model? ./hearth import",
                "describe nothing-alike | describe needs the name of a model or a recipe. Received:"
                        + " nothing-alike. ./hearth list prints the names.",
            })
    void the_sentence_says_what_is_wrong(String words, String beginning) {
        assertThat(line(words).err()).startsWith(beginning);
    }

    @Test
    void a_generator_draws_from_its_run_folder() throws IOException {
        String small =
                "run gan/mnist-published --budget smoke --set corpus.set=strokes --set epochs=1"
                        + " --set corpus.training=400 --set holdOut=200 --set corpus.testing=20"
                        + " --out TEMP/run";
        assertThat(line(small).code()).isZero();
        Called grid = line("generate TEMP/run --count 6 --out TEMP/grid.png");
        assertThat(grid.code()).as(grid.toString()).isZero();
        assertThat(grid.out())
                .startsWith("gan/mnist-published after 1 epochs: 6 images, seed 1, in ");
        assertThat(line("generate TEMP/run --count 6 --out TEMP/again.png").code()).isZero();
        assertThat(temp.resolve("again.png")).hasSameBinaryContentAs(temp.resolve("grid.png"));
        assertThat(line("generate TEMP/run --count 6 --seed 2 --out TEMP/other.png").code())
                .isZero();
        assertThat(Files.readAllBytes(temp.resolve("other.png")))
                .isNotEqualTo(Files.readAllBytes(temp.resolve("grid.png")));
        assertThat(line("generate TEMP/run --interpolate 5 --count 15 --out TEMP/l.png").out())
                .contains(": 15 images");
        assertThat(line("generate TEMP/run --count 3 --nearest --out TEMP/near.png").out())
                .startsWith("distance to the nearest training image, median: samples ");
        assertThat(temp.resolve("near.png")).isNotEmptyFile();
        Called out = line("export TEMP/run --out TEMP/generator.onnx");
        assertThat(out.code()).as(out.toString()).isZero();
        assertThat(out.out()).startsWith("The generator of gan/mnist-published is in ");
        assertSameImages(temp.resolve("run"), temp.resolve("generator.onnx"));
        assertThat(line("export TEMP/run --out TEMP/g.onnx --int8 --calibrate TEMP").err())
                .startsWith("An 8-bit export needs a classifier of pictures. Received: ");
        assertThat(line("predict --model TEMP/generator.onnx TEMP/grid.png").err())
                .startsWith("An image classifier needs the metadata hearth.model, ");
        Called game = line("predict --model TEMP/run TEMP/grid.png");
        assertThat(game.code()).isEqualTo(2);
        assertThat(game.err())
                .startsWith("A run of one net is read from ")
                .contains("which is a GAN. Say ./hearth generate ");
        assertThat(line(SMALL + "--out TEMP/net").code()).isZero();
        Called net = line("generate TEMP/net --out TEMP/no.png");
        assertThat(net.code()).isEqualTo(2);
        assertThat(net.err())
                .startsWith("A generator is read from the folder of a run of a GAN. Received: ");
        assertThat(temp.resolve("no.png")).doesNotExist();
    }

    private static void assertSameImages(Path run, Path file) {
        OnnxModel model = OnnxModel.read(file);
        assertThat(model.metadata()).containsEntry("hearth.noise", "UNIFORM_ROOT_3");
        try (var room = Scope.open();
                OnnxNet net = OnnxNet.open(model.bytes(), 1)) {
            var generator = TrainedGenerator.open(run, Papers.recipeJson(), Device.CPU);
            Tensor noise = generator.noise(3, new Seed(5));
            float[] wanted = generator.images(noise).toFloats();
            float[] came = net.apply(noise.toFloats(), 3, 100);
            assertThat(came).hasSameSizeAs(wanted);
            for (int i = 0; i < came.length; i++) {
                assertThat(came[i]).isCloseTo(wanted[i], within(1e-5f));
            }
        }
    }

    @Test
    void without_a_command_it_says_how_to_begin() {
        Called said = Called.of();
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err().strip())
                .isEqualTo(
                        "hearth needs a command. Received: none. Begin with ./hearth --help,"
                                + " ./hearth list or ./hearth reproduce.");
    }

    @Test
    void cuda_without_cuda_names_the_profile() {
        if (dev.hearth.tensor.LibTorch.hasCuda()) {
            return;
        }
        Called said = line("run elu/mnist-8x128/ELU --device cuda --out TEMP/out");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err())
                .startsWith(
                        "Device cuda:0 needs a GPU of that number and the CUDA build of libtorch. Received: libtorch ")
                .contains("build with -Pcuda");
        assertThat(temp.resolve("out")).doesNotExist();
    }

    @Test
    void an_out_that_is_a_file_is_refused_and_stays() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "x");
        for (String words :
                List.of(
                        SMALL + "--out TEMP/file --json",
                        SMALL + "--out TEMP/file/below --json",
                        "reproduce --experiment elu/formula --out TEMP/file",
                        "reproduce --experiment elu/formula --out TEMP/file/below")) {
            Called said = line(words);
            assertThat(said.code()).isEqualTo(2);
            assertThat(said.err().strip().lines()).hasSize(1);
            assertThat(said.err())
                    .startsWith("Files are written to " + file)
                    .contains(". Received: ")
                    .contains(
                            "Name a folder that can be written and has free space. --out names the folder.");
        }
        assertThat(file).hasContent("x");
    }

    @Test
    void json_of_a_run_stands_alone_on_the_output() throws IOException {
        Called said = line(SMALL + "--out TEMP/run --json");
        assertThat(said.code()).as(said.err()).isZero();
        JsonNode result = JSON.readTree(said.out());
        assertThat(result.get("recipe").asText()).isEqualTo("elu/mnist-8x128/ELU");
        assertThat(result.get("metrics").has("testError")).isTrue();
        assertThat(said.out()).isEqualTo(Files.readString(temp.resolve("run/result.json")));
        Called both = line(SMALL + "--seeds 2 --out TEMP/runs --json");
        JsonNode results = JSON.readTree(both.out());
        assertThat(results.isArray()).isTrue();
        assertThat(results.findValuesAsText("seed")).containsExactly("1", "2");
    }

    @Test
    void a_run_for_people_prints_its_recipe_and_its_figures() {
        Called said = line(SMALL + "--out TEMP/run --set batch=20");
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out())
                .contains("Recipe elu/mnist-8x128/ELU")
                .contains("batch       20  (ours: set by hand)")
                .contains("testError")
                .contains("files: " + temp.resolve("run"));
        Called again = line(SMALL + "--out TEMP/run --set batch=10");
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err())
                .contains("Received: ")
                .contains("Name another folder")
                .contains("--out names the folder.");
    }

    @Test
    void a_run_that_diverges_ends_with_1() {
        Called said = line(SMALL + "--out TEMP/run --set rate.value=1e30");
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err())
                .contains(" seed 1: Training needs finite figures. Received: ")
                .contains(" from participant net at step ")
                .doesNotContain("\tat ");
        assertThat(said.err().strip().lines().reduce((first, last) -> last).orElseThrow())
                .isEqualTo(
                        "1 of 1 runs failed. What they wrote before is in "
                                + temp.resolve("run")
                                + ".");
    }

    @Test
    void a_recipe_file_can_be_run() throws IOException {
        Called described = line("describe elu/mnist-8x128/ELU --budget smoke --json");
        assertThat(described.code()).isZero();
        Path file = Files.writeString(temp.resolve("my.json"), described.out());
        Called said =
                line(
                        "run "
                                + file
                                + SMALL.substring(SMALL.indexOf(" --budget"))
                                + "--out TEMP/run");
        assertThat(said.code()).as(said.err()).isZero();
        Files.writeString(file, "{\"name\": 3");
        Called broken = line("run " + file);
        assertThat(broken.code()).isEqualTo(2);
        assertThat(broken.err()).startsWith("A recipe needs JSON text. Received: ");
    }

    @Test
    void list_and_describe_tell_of_everything() throws IOException {
        Called list = line("list");
        assertThat(list.code()).isZero();
        assertThat(list.out()).contains("elu-mnist", "elu/formula", "elu/mnist-8x128/ELU");
        for (String model : dev.hearth.zoo.ModelRegistry.models().keySet()) {
            assertThat(line("describe " + model).code()).as(model).isZero();
            assertThat(JSON.readTree(line("describe --json " + model).out()).isObject()).isTrue();
        }
        assertThat(line("--help").code()).isZero();
        assertThat(line("run --help").code()).isZero();
        assertThat(line("--version").out()).startsWith("Hearth ");
        assertThat(line("data info --data TEMP").code()).isZero();
    }

    @Test
    void reproduce_does_an_experiment_and_writes_its_page() throws IOException {
        Called said = line("reproduce --experiment elu/formula --out TEMP/out");
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out()).contains("ELU-1  confirmed (elu/formula)");
        assertThat(temp.resolve("out/elu/CARD.md")).content().contains("**confirmed**");
        assertThat(JSON.readTree(temp.resolve("out/elu/results/formula.json").toFile()).has("runs"))
                .isTrue();
    }
}
