package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.tensor.LibTorch;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code train} has besides training, and what is done with its run. */
class TrainOptionsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String TRAIN =
            "train --images TEMP/shapes --model elu-cifar-11-quarter --epochs 2 --batch 4 --threads"
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

    private void manySquares() throws IOException {
        for (int i = 6; i < 36; i++) {
            Path square = temp.resolve("shapes/square");
            Files.copy(square.resolve(i % 6 + ".png"), square.resolve(i + ".png"));
        }
    }

    @Test
    void unequal_classes_are_warned_of_unless_they_are_balanced() throws IOException {
        manySquares();
        Called plain = line(TRAIN + "--out TEMP/plain");
        assertThat(plain.code()).as(plain.err()).isZero();
        assertThat(plain.out())
                .containsPattern(
                        "The classes are unequal: \\d+ training pictures of square, \\d of disc\\. The"
                                + " error can be low though disc is never found; .* \\(--balance\\)\\.")
                .containsPattern("\n  class +pictures precision +recall +F1\n  disc ")
                .contains("\n  mean F1 ");
        assertThat(
                        plain.out()
                                .lines()
                                .filter(each -> each.matches("  (class|disc|square|mean F1) .*")))
                .hasSize(4)
                .allMatch(each -> each.length() <= 59);
        Called weighted = line(TRAIN + "--balance weights --out TEMP/weighted");
        assertThat(weighted.out()).doesNotContain("unequal");
        assertThat(Files.readString(temp.resolve("weighted/recipe.json")))
                .containsPattern("\"WeightedCrossEntropy\",\\s*\"weights\" *: *\\[\\s*[1-9.]");
        String oversampled = TRAIN + "--balance oversampled --out TEMP/oversampled --json";
        JsonNode often = JSON.readTree(line(oversampled).out());
        JsonNode once = JSON.readTree(line(TRAIN + "--out TEMP/plain --json").out());
        assertThat(often.get("metrics").has("meanF1")).isTrue();
        String csv = Files.readString(temp.resolve("oversampled/log.csv"));
        String before = Files.readString(temp.resolve("plain/log.csv"));
        assertThat(lastStep(csv)).isGreaterThan(lastStep(before));
        assertThat(once.get("recipeHash")).isNotEqualTo(often.get("recipeHash"));
    }

    private static int lastStep(String log) {
        String[] lines = log.strip().split("\n");
        return Integer.parseInt(lines[lines.length - 1].split(",")[0]);
    }

    @Test
    void a_range_test_suggests_a_rate_and_trains_nothing() throws IOException {
        Called found = line(TRAIN + "--find-rate --out TEMP/run");
        assertThat(found.code()).as(found.err()).isZero();
        assertThat(found.out()).containsPattern("suggested: --rate [0-9.e-]+, the middle");
        List<String> rows = Files.readAllLines(temp.resolve("run/rates.csv"));
        assertThat(rows.get(0)).isEqualTo("rate,loss,smoothed");
        assertThat(rows).hasSizeBetween(6, 101);
        assertThat(ImageIO.read(temp.resolve("run/rates.png").toFile()).getWidth()).isEqualTo(900);
        assertThat(temp.resolve("run/recipe.json")).doesNotExist();
        JsonNode same = JSON.readTree(line(TRAIN + "--find-rate --out TEMP/run --json").out());
        assertThat(same.get("suggestion").asDouble()).isBetween(1e-5, 1.0);
        assertThat(found.out())
                .contains(
                        String.format(
                                Locale.ROOT, "--rate %.2g,", same.get("suggestion").asDouble()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "flip", "crop", "strong"})
    void a_preview_shows_what_training_would_see(String preset) throws IOException {
        Called drawn =
                line(TRAIN + "--augment " + preset + " --preview TEMP/sheet.png --out TEMP/r");
        assertThat(drawn.code()).as(drawn.err()).isZero();
        BufferedImage sheet = ImageIO.read(temp.resolve("sheet.png").toFile());
        assertThat(sheet.getWidth()).isGreaterThan(5 * 32);
        assertThat(temp.resolve("r")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--keep last --patience 2 | --patience ends a run whose best epoch is kept. Received:"
                        + " --keep last. Leave one of them out.",
                "--patience -1 | The patience is a count of epochs. Received: -1. Use 0 to train all epochs.",
                "--balance some | needs one of none, weights, oversampled for --balance. Received: some.",
                "--balance weights --workers 2 | of its examples' losses. Received: WeightedCrossEntropy,",
                "--augment more | needs one of none, flip, crop, strong for --augment. Received: more.",
            })
    void what_does_not_go_together_is_refused(String options, String message) {
        Called refused = line(TRAIN + options + " --out TEMP/run");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains(message.strip());
        assertThat(temp.resolve("run")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--model inception-resnet-hafl | Received: inception-resnet-hafl. Did you mean inception-resnet-half",
                "--model inception-resnet-half --side 64 | inception-resnet-half takes pictures with a side"
                        + " of 128 to 224 pixels. Received: 64. Use 160, or",
                "--model inception-v4 --side 60 | inception-v4 takes pictures with a side of 75 to 1024"
                        + " pixels. Received: 60. Use 299, or",
                "--model inception-resnet-half --side 0 | Received: 0. Use 160, or",
                "--model weightnorm-vae-mnist | Labelled pictures need a model with a count of classes. Received:",
                "--epochs 0 | Fine-tuning needs 0 ≤ freeze ≤ epochs",
                "--freeze 11 | Received: freeze=11, epochs=10",
                "--batch 1 | a batch of 2 or more",
                "--rate -1 | a rate above 0. Received:",
                "--hold-out 1.5 | The share held out needs to be above 0 and below 1. Received: 1.5.",
                "--set nonsense=1 | Received: nonsense",
                "--frozen no.such.* | Received: ",
                "--weights TEMP/none.pth | Weights are read from a file. Received: nothing at",
                "--weights TEMP/shapes/disc/0.png | Received: ",
                "--features | Training on features needs the weights of a trained model. Received: none.",
                "--features --freeze 2 | --features trains the head in all epochs, without augmentation. Received:",
                "--workers 0 | --workers and --worker-deadline need numbers above 0. Received:",
                "--workers 64 | at most as many as a batch has examples, 32. Received: workers=64.",
                "--keep last --patience 2 | Received: --keep last.",
                "--out TEMP/shapes/disc/0.png | Received: ",
                "--preview TEMP/shapes/disc/0.png/sheet.png | Received: ",
                "--model gan --rate 0.1 | --model gan has the options",
                "--model gan --hold-out 0.3 | --model gan has the options",
                "--model gan --side 33 | needs a side of 16, 32, 64 or 128. Received: 33.",
                "--model gan --epochs 0 | Received: ",
            })
    void a_wrong_option_is_told_before_the_pictures_are_looked_at(String options, String message)
            throws IOException {
        Files.writeString(temp.resolve("shapes/disc/broken.png"), "no picture");
        String model = options.contains("--model") ? "" : "--model elu-cifar-11-quarter ";
        String out = options.contains("--out") ? "" : " --out TEMP/run";
        Called refused = line("train --images TEMP/shapes --threads 1 " + model + options + out);
        assertThat(refused.code()).as(refused.err()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err())
                .contains(message.replace("TEMP", temp.toString()))
                .containsPattern("(?s)^.+\\. Received: .+\\. .+")
                .doesNotContain("broken.png");
        assertThat(temp.resolve("run")).doesNotExist();
    }

    @Test
    void a_finished_run_called_again_ends_with_the_same_words_and_trains_nothing()
            throws IOException {
        manySquares();
        String call = TRAIN + "--epochs 3 --out TEMP/run";
        call = call.replace("--epochs 2 ", "");
        Called first = line(call);
        assertThat(first.code()).as(first.err()).isZero();
        byte[] weights = Files.readAllBytes(temp.resolve("run/weights.safetensors"));
        Called again = line(call);
        assertThat(again.code()).as(again.err()).isZero();
        String end = "images/shapes/elu-cifar-11-quarter: ";
        assertThat(first.out()).contains(end, "\n  class ", "\n  mean F1 ", "\n  files: ");
        assertThat(again.out().substring(again.out().indexOf(end)))
                .isEqualTo(first.out().substring(first.out().indexOf(end)));
        assertThat(again.out()).contains("Done before, on ").doesNotContain(" 1/3 ");
        String best = "The weights are those of the best epoch, ";
        assertThat(again.out().contains(best)).isEqualTo(first.out().contains(best));
        assertThat(Files.readAllBytes(temp.resolve("run/weights.safetensors"))).isEqualTo(weights);
        Files.delete(temp.resolve("run/confusion.csv"));
        Called without = line(call);
        assertThat(without.code()).as(without.err()).isZero();
        assertThat(without.out()).contains("  files: ").doesNotContain("mean F1");
    }

    @Test
    void a_head_is_trained_on_kept_features() throws IOException {
        assertThat(line(TRAIN + "--out TEMP/run").code()).isZero();
        String from = TRAIN.replace("--epochs 2", "--epochs 4") + "--weights TEMP/run --json ";
        Called features = line(from + "--features --out TEMP/features");
        assertThat(features.code()).as(features.err()).isZero();
        Called frozen = line(from + "--augment none --freeze 4 --out TEMP/frozen");
        JsonNode quick = JSON.readTree(features.out());
        assertThat(quick.get("recipeHash"))
                .isEqualTo(JSON.readTree(frozen.out()).get("recipeHash"));
        assertThat(quick.get("history")).hasSize(4);
        String other = "train --images TEMP/none --model inception-miniature --weights TEMP/run";
        Called unfit = line(other);
        assertThat(unfit.code()).isEqualTo(2);
        assertThat(unfit.out()).isEmpty();
        assertThat(unfit.err()).contains("tensors, each in its shape. Received: ");
        Called used = line("predict --model TEMP/features TEMP/shapes/disc/0.png --threads 1");
        assertThat(used.code()).as(used.err()).isZero();
    }

    @Test
    void the_rate_that_is_suggested_trains_the_head_at_the_rate_that_was_measured()
            throws IOException {
        assertThat(line(TRAIN + "--out TEMP/run").code()).isZero();
        String head = TRAIN + "--weights TEMP/run --features ";
        Called found = line(head + "--find-rate --json --out TEMP/rates");
        assertThat(found.code()).as(found.err()).isZero();
        JsonNode figures = JSON.readTree(found.out());
        String suggested = figures.get("suggestion").asText();
        Called trained = line(head + "--rate " + suggested + " --out TEMP/head");
        assertThat(trained.code()).as(trained.err()).isZero();
        double rate = rates("head/log.csv", "rate").get(0);
        assertThat(rates("rates/rates.csv", "rate"))
                .anySatisfy(each -> assertThat(each).isCloseTo(rate, withinPercentage(1e-3)));
        assertThat(figures.get("tested").asDouble()).isCloseTo(rate, withinPercentage(1e-6));
        Called told = line(head + "--find-rate --out TEMP/rates");
        assertThat(told.out().replaceAll("\\s+", " "))
                .contains(
                        "suggested: --rate "
                                + RateSearch.plain(figures.get("suggestion").asDouble()))
                .contains("the head, which was tested, is trained at ten times that, ");
    }

    private List<Double> rates(String table, String column) throws IOException {
        List<String> rows = Files.readAllLines(temp.resolve(table));
        int at = List.of(rows.get(0).split(",")).indexOf(column);
        return rows.stream()
                .skip(1)
                .map(row -> row.split(",", -1)[at])
                .filter(cell -> !cell.isEmpty())
                .map(Double::valueOf)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_run_of_the_head_alone_goes_on_with_the_whole_model(int epochs) throws IOException {
        assertThat(line(TRAIN + "--out TEMP/run").code()).isZero();
        String tuned =
                TRAIN.replace("--epochs 2 ", "") + "--weights TEMP/run --json --out TEMP/tuned ";
        Called head = line(tuned + "--epochs " + epochs);
        assertThat(head.code()).as(head.err()).isZero();
        assertThat(JSON.readTree(head.out()).get("history")).hasSize(epochs);
        Called other = line(tuned + "--epochs 4 --seed 2");
        assertThat(other.code()).isEqualTo(2);
        assertThat(line("predict --model TEMP/tuned TEMP/shapes/disc/0.png --threads 1").code())
                .as("refused, and left as it was")
                .isZero();
        Called whole = line(tuned + "--epochs 4");
        assertThat(whole.code()).as(whole.err()).isZero();
        assertThat(JSON.readTree(whole.out()).get("history")).hasSize(2);
        JsonNode first = JSON.readTree(temp.resolve("tuned/head/result.json").toFile());
        assertThat(first.get("history")).hasSize(2);
        for (int i = 0; i < epochs; i++) {
            assertThat(first.get("history").get(i))
                    .isEqualTo(JSON.readTree(head.out()).get("history").get(i));
        }
        Called again = line(tuned + "--epochs 4");
        assertThat(again.out()).as(again.err()).isEqualTo(whole.out());
    }

    @Test
    void a_run_that_was_interrupted_in_the_head_keeps_its_precision() throws IOException {
        assertThat(line(TRAIN + "--out TEMP/run").code()).isZero();
        String tuned = TRAIN + "--weights TEMP/run --freeze 1 --out TEMP/tuned --precision ";
        assertThat(line(tuned + "bfloat16").code()).isZero();
        try (Stream<Path> files = Files.list(temp.resolve("tuned"))) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                Files.delete(each);
            }
        }
        Called again = line(tuned + "auto");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out().replaceAll("\\s+", " "))
                .contains("Precision: bfloat16, as the run in " + temp.resolve("tuned/head"));
    }

    @Test
    void a_recipe_that_began_with_trained_weights_is_left_to_train() throws IOException {
        assertThat(line(TRAIN + "--out TEMP/run").code()).isZero();
        Called tuned = line(TRAIN + "--weights TEMP/run --freeze 1 --out TEMP/tuned");
        assertThat(tuned.code()).as(tuned.err()).isZero();
        for (String run : List.of("tuned", "tuned/head")) {
            Called again = line("run TEMP/" + run + "/recipe.json --threads 1 --out TEMP/again");
            assertThat(again.code()).as(again.out()).isEqualTo(2);
            assertThat(again.err())
                    .startsWith("run begins with random numbers. Received: images/shapes/")
                    .contains(", which began with the weights of a file, ")
                    .contains("train --weights");
            assertThat(temp.resolve("again")).doesNotExist();
        }
    }

    @Test
    void a_recipe_that_train_wrote_is_run_again_on_its_pictures_or_others() throws IOException {
        assertThat(line(TRAIN + "--out TEMP/run").code()).isZero();
        String again = "run TEMP/run/recipe.json --seed 1 --threads 1 --json --out TEMP/again";
        Called same = line(again);
        assertThat(same.code()).as(same.err()).isZero();
        JsonNode first = JSON.readTree(temp.resolve("run/result.json").toFile());
        JsonNode second = JSON.readTree(same.out());
        assertThat(second.get("recipeHash")).isEqualTo(first.get("recipeHash"));
        assertThat(second.get("dataset")).isEqualTo(first.get("dataset"));
        assertThat(second.get("history")).isEqualTo(first.get("history"));
        Files.move(temp.resolve("shapes"), temp.resolve("moved"));
        Called gone = line(again.replace("again", "third"));
        assertThat(gone.code()).isEqualTo(2);
        assertThat(gone.err())
                .contains(
                        "A recipe of one's own pictures needs their folder. Received: no folder at ")
                .contains("--images");
        Called moved = line(again.replace("again", "third") + " --images TEMP/moved");
        assertThat(moved.code()).as(moved.err()).isZero();
        assertThat(JSON.readTree(moved.out()).get("history")).isEqualTo(first.get("history"));
        Files.writeString(temp.resolve("moved/disc/broken.png"), "no picture");
        Called broken = line(again.replace("again", "fourth") + " --images TEMP/moved");
        assertThat(broken.code()).isEqualTo(2);
        assertThat(broken.err())
                .contains("Received: 1 that cannot: disc/broken.png (")
                .endsWith("leave them out with --skip-broken.\n");
        Called skipped =
                line(
                        again.replace("again", "fourth")
                                + " --images TEMP/moved --skip-broken --no-cache");
        assertThat(skipped.code()).as(skipped.err()).isZero();
        assertThat(JSON.readTree(skipped.out()).get("history")).isEqualTo(first.get("history"));
        Called none = line("run elu/mnist-8x128/ELU --images TEMP/moved --out TEMP/other");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("--images goes with a recipe of one's own pictures");
    }

    @Test
    void a_run_has_a_page_of_its_own_also_before_it_has_ended() throws IOException {
        assertThat(line(TRAIN + "--out TEMP/run").code()).isZero();
        Called reported = line("report TEMP/run");
        assertThat(reported.code()).as(reported.err()).isZero();
        String page = Files.readString(temp.resolve("run/report.html"));
        assertThat(page)
                .contains("<h1>images/shapes/elu-cifar-11-quarter</h1>")
                .contains("2 of 2 epochs in ")
                .contains("\"name\":\"training\"")
                .contains("\"name\":\"validation\"")
                .contains("<th scope=\"row\">disc</th>")
                .contains("<th scope=\"row\">mean F1, %</th>")
                // As the command line says them.
                .containsPattern("F1, %</th><td>\\d+(\\.\\d+)?</td>")
                .containsPattern(
                        "<th scope=\"row\">disc</th><td>\\d+</td>(<td>(\\d+\\.\\d|-)</td>){3}</tr>")
                .contains("alt=\"Confusion matrix")
                .contains("learning rate")
                .doesNotContain("src=\"http");
        assertThat(ImageIO.read(temp.resolve("run/curves.png").toFile()).getWidth()).isEqualTo(900);
        Files.delete(temp.resolve("run/result.json"));
        Files.writeString(
                temp.resolve("run/log.csv"),
                Files.readString(temp.resolve("run/log.csv")) + "9,9.0,epo");
        assertThat(line("report TEMP/run --out TEMP/page.html").code()).isZero();
        assertThat(Files.readString(temp.resolve("page.html")))
                .contains("Not at its end yet: 2 of 2 epochs. Called again, it goes on.");
        Called none = line("report TEMP/shapes");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err())
                .startsWith(
                        "A page of a run needs the folder of one, with recipe.json and log.csv.")
                .contains(". Received: ");
    }
}
