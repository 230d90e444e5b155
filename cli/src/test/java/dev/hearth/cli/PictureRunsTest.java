package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.tensor.LibTorch;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run and its pictures belong together. */
class PictureRunsTest {

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

    private int learned() throws IOException {
        try (Stream<String> rows = Files.lines(temp.resolve("run/split.csv"))) {
            return (int) rows.filter(row -> row.startsWith("training,")).count();
        }
    }

    @Test
    void a_run_belongs_to_its_pictures_and_is_trained_on() throws IOException {
        assertThat(line(TRAIN + "--out TEMP/run").code()).isZero();
        Called again = line(TRAIN + "--out TEMP/run");
        assertThat(again.out())
                .contains(
                        "Done before, on "
                                + learned()
                                + " images of disc, square to learn from and "
                                + (12 - learned())
                                + " to be measured on.");
        String four = TRAIN.replace("--epochs 2", "--epochs 4");
        Called longer = line(four + "--out TEMP/run");
        assertThat(longer.code()).as(longer.err()).isZero();
        assertThat(longer.out()).contains("Goes on after 2 of 4 epochs.");
        Called shorter = line(TRAIN + "--out TEMP/run");
        assertThat(shorter.code()).isEqualTo(2);
        assertThat(shorter.err())
                .contains("with a run of another recipe: epochs 4, now 2; another rate.")
                .contains("--out names the folder.");
        Called share = line(four + "--hold-out 0.6 --out TEMP/run");
        assertThat(share.code()).isEqualTo(2);
        assertThat(share.err()).contains("with the result on other data: ");
        Files.move(temp.resolve("shapes/disc"), temp.resolve("shapes/wheel"));
        Called renamed = line(four + "--out TEMP/run");
        assertThat(renamed.code()).isEqualTo(2);
        assertThat(renamed.err())
                .startsWith(
                        "A model of the classes square, wheel needs a folder of its own. Received: ")
                .contains(" with one of the classes disc, square. Name another folder");
        Called gone = line("evaluate TEMP/run");
        assertThat(gone.code()).isEqualTo(2);
        assertThat(gone.err()).contains(" that are gone or have changed, such as disc/");
    }

    @Test
    void a_run_s_recipe_holds_out_as_many_as_the_run_did() throws IOException {
        String two = TRAIN.replace("--batch 4", "--batch 2");
        assertThat(line(two + "--hold-out 0.6 --out TEMP/run").code()).isZero();
        String again = "run TEMP/run/recipe.json --no-cache --threads 1 ";
        Called same = line(again + "--out TEMP/same");
        assertThat(same.code()).as(same.err()).isZero();
        assertThat(temp.resolve("same/split.csv"))
                .hasSameBinaryContentAs(temp.resolve("run/split.csv"));
        assertThat(line(again + "--hold-out 0.1 --out TEMP/other").code()).isZero();
        assertThat(Files.readString(temp.resolve("other/split.csv")))
                .isNotEqualTo(Files.readString(temp.resolve("run/split.csv")));
    }

    @Test
    void a_preview_is_told_in_json_too() throws IOException {
        Called said = line(TRAIN + "--preview TEMP/sheet.png --out TEMP/run --json");
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(JSON.readTree(said.out()).get("preview").asText())
                .isEqualTo(temp.resolve("sheet.png").toString());
    }

    @Test
    void trained_numbers_from_pictures_to_be_measured_on_are_told_of() {
        assertThat(line(TRAIN + "--hold-out 0.1 --out TEMP/run").code()).isZero();
        Called fine =
                line(TRAIN + "--hold-out 0.9 --batch 2 --freeze 0 --weights TEMP/run --out TEMP/f");
        assertThat(fine.code()).isEqualTo(2);
        String two = TRAIN.replace("--batch 4", "--batch 2");
        fine = line(two + "--hold-out 0.8 --freeze 0 --weights TEMP/run --out TEMP/f");
        assertThat(fine.code()).as(fine.err()).isZero();
        assertThat(fine.out())
                .containsPattern("\\S+ was trained on \\d+ of the \\d+ pictures to measure on");
    }

    @Test
    void fewer_pictures_than_a_batch_are_said_in_a_line_or_refused_with_both_numbers()
            throws IOException {
        String usual = TRAIN.replace("--batch 4", "").replace("--epochs 2", "--epochs 1");
        Called said = line(usual + "--out TEMP/run");
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out())
                .contains(
                        "There are "
                                + learned()
                                + " pictures to train on, so a batch has "
                                + learned()
                                + " instead of 32.");
        Called json = line(usual + "--out TEMP/run --json");
        assertThat(JSON.readTree(json.out()).get("history")).hasSize(1);
        Called asked = line(usual + "--batch 64 --out TEMP/other");
        assertThat(asked.code()).isEqualTo(2);
        assertThat(asked.err())
                .startsWith("A batch of 64 needs as many examples")
                .contains("Received: " + learned() + " of shapes")
                .contains("Use a batch of " + learned() + " or fewer")
                .contains("--batch sets it.");
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
        Called one = line(TRAIN + "--out TEMP/run --json");
        assertThat(one.code()).as(one.err()).isZero();
        assertThat(one.err().lines())
                .hasSize(2)
                .last()
                .isEqualTo(
                        "1 picture was read although it is damaged: 1 without an end marker, "
                                + disc.resolve("a.jpg")
                                + ".");
        JSON.readTree(one.out());
        Files.write(disc.resolve("b.jpg"), Arrays.copyOf(whole, whole.length - 1));
        Called two = line("evaluate TEMP/run --images TEMP/shapes");
        assertThat(two.err())
                .isEqualToIgnoringNewLines(
                        "2 pictures were read although they are damaged: 2 without an end marker;"
                                + " the first is "
                                + disc.resolve("a.jpg")
                                + ".");
        assertThat(line("predict --model TEMP/run TEMP/shapes/disc/0.png").err()).isEmpty();
    }

    @Test
    void what_is_frozen_by_name_rests_while_the_head_learns_alone_too() throws IOException {
        assertThat(line(TRAIN + "--out TEMP/run").code()).isZero();
        String tuned = TRAIN + "--weights TEMP/run --out TEMP/tuned ";
        Called head = line(tuned + "--freeze 1 --frozen *");
        assertThat(head.code()).isEqualTo(2);
        assertThat(head.err())
                .startsWith(
                        "The head is trained alone first and needs a tensor that is not frozen. Received:"
                                + " frozen *, which leaves none.");
        Called all = line(tuned + "--freeze 0 --frozen *");
        assertThat(all.code()).isEqualTo(2);
        assertThat(all.err())
                .startsWith("Training changes weights and needs a tensor that is not frozen.");
        assertThat(temp.resolve("tuned")).doesNotExist();
    }

    @Test
    void a_run_s_folder_is_no_place_for_a_model_that_comes_in() throws IOException {
        assertThat(line(TRAIN + "--out TEMP/run").code()).isZero();
        assertThat(line("export TEMP/run --out TEMP/w.safetensors").code()).isZero();
        byte[] before = Files.readAllBytes(temp.resolve("run/model.json"));
        Called over = line("import TEMP/w.safetensors --out TEMP/run");
        assertThat(over.code()).isEqualTo(2);
        assertThat(over.err()).contains("the folder of a run, whose model it would replace");
        assertThat(Files.readAllBytes(temp.resolve("run/model.json"))).isEqualTo(before);
        Called typed = line("export TEMP/run --out TEMP/w.onxx");
        assertThat(typed.code()).isEqualTo(2);
        assertThat(typed.err()).contains("Did you mean .onnx?");
        assertThat(temp.resolve("w.onxx")).doesNotExist();
        // As an interrupted run's folder is.
        Files.delete(temp.resolve("run/result.json"));
        Called open = line("evaluate TEMP/run");
        assertThat(open.code()).isEqualTo(2);
        assertThat(open.err()).contains("Received: none there. Let the run end first");
        Files.delete(temp.resolve("run/model.json"));
        Called named = line("predict --model TEMP/run TEMP/shapes/disc/0.png");
        assertThat(named.out()).contains("disc").doesNotContain("class 0");
    }
}
