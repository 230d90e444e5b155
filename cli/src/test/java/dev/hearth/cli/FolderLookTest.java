package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.tensor.LibTorch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder is looked at before anything is trained. */
class FolderLookTest {

    private static final String TRAIN =
            "train --images TEMP/shapes --model elu-cifar-11-quarter --epochs 1 --batch 2 --threads"
                    + " 1 --no-cache --out TEMP/run ";

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

    private void put(String name, String content) throws IOException {
        Files.writeString(
                temp.resolve("shapes").resolve(name), content, StandardCharsets.ISO_8859_1);
    }

    @Test
    void a_folder_without_faults_is_told_with_exit_code_0() {
        Called look = line("data look TEMP/shapes");
        assertThat(look.code()).as(look.err()).isZero();
        assertThat(look.out().lines())
                .contains("        6  disc", "        6  square")
                .contains("sizes: 48×40 to 48×40, median 48×40")
                .contains("fewer than 20 different pictures: disc, square")
                .anyMatch(each -> each.endsWith("shapes: 12 pictures of 2 classes, 0.0 MB"))
                .noneMatch(each -> each.startsWith("left out") || each.startsWith("broken"));
    }

    @Test
    void all_broken_pictures_are_told_at_once_and_can_be_left_out() throws IOException {
        put("disc/7.jpg", "no picture");
        put("disc/8.png", "");
        put("square/IMG_1.HEIC", "x");
        put("square/phone.jpg", "\0\0\0\u0018ftypheic....");
        put("square/notes.txt", "x");
        Files.copy(
                temp.resolve("shapes/disc/0.png"), temp.resolve("shapes/square/same as disc.png"));
        Called look = line("data look TEMP/shapes");
        assertThat(look.code()).isEqualTo(1);
        assertThat(look.out().lines())
                .contains(
                        "        6  disc, and 2 broken",
                        "left out: 1 HEIC: call ./hearth build --heif once, or convert to JPEG"
                                + " (square/IMG_1.HEIC)",
                        "left out: 1 not named as a picture (square/notes.txt)",
                        "broken, left out with --skip-broken: 3",
                        "  disc/7.jpg: is not a picture that can be read. Convert the picture to JPEG"
                                + " or PNG, or leave it out.",
                        "  disc/8.png: is empty. Convert the picture to JPEG or PNG, or leave it out.",
                        "the same file in several classes, so that a label is wrong: 1",
                        "  disc/0.png, square/same as disc.png")
                .anyMatch(each -> each.startsWith("  square/phone.jpg: is HEIC, as iPhones"));
        JsonNode found = new ObjectMapper().readTree(line("data look TEMP/shapes --json").out());
        assertThat(found.get("broken")).hasSize(3);
        assertThat(found.get("parts").get(0).get("classes").get(0).get("readable").asInt())
                .isEqualTo(6);

        Called refused = line(TRAIN);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("Received: 3 that cannot: disc/7.jpg (")
                .contains("disc/8.png (")
                .contains("square/phone.jpg (is HEIC")
                .contains("Call ./hearth build --heif once, convert it to JPEG (magick ")
                .doesNotContain("hearth-heif")
                .endsWith("leave them out with --skip-broken.\n");
        assertThat(temp.resolve("run")).doesNotExist();
        Called trained = line(TRAIN + "--skip-broken");
        assertThat(trained.code()).as(trained.err()).isZero();
        String rows = Files.readString(temp.resolve("run/split.csv"));
        assertThat(rows.lines()).hasSize(1 + 13);
        assertThat(rows).doesNotContain("7.jpg").doesNotContain("8.png");
    }

    @Test
    void a_class_that_has_broken_pictures_alone_is_told_with_them() throws IOException {
        Files.createDirectories(temp.resolve("shapes/wheel"));
        put("wheel/1.jpg", "no picture");
        Called refused = line(TRAIN);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .endsWith(
                        "leave them out with --skip-broken. The class wheel has no picture that can be"
                                + " read: add some, or remove its folder.\n");
        assertThat(refused.out()).as("told once").doesNotContain("wheel/1.jpg");
        Files.createDirectories(temp.resolve("shapes/none"));
        assertThat(line(TRAIN).err()).contains(" The classes none, wheel have no picture that ");
    }

    @Test
    void valid_and_test_are_known_as_what_is_measured_on() throws IOException {
        Path parted = temp.resolve("parted");
        for (String part : new String[] {"train", "valid", "test"}) {
            for (String kind : new String[] {"disc", "square"}) {
                Path to = Files.createDirectories(parted.resolve(part).resolve(kind));
                int from = part.equals("train") ? 0 : part.equals("valid") ? 3 : 5;
                for (int i = from; i < (from == 0 ? 3 : from == 3 ? 5 : 6); i++) {
                    Files.copy(
                            temp.resolve("shapes").resolve(kind).resolve(i + ".png"),
                            to.resolve(i + ".png"));
                }
            }
        }
        Called look = line("data look TEMP/parted");
        assertThat(look.code()).as(look.out()).isZero();
        assertThat(look.out())
                .contains("train: 6 pictures of 2 classes")
                .contains("valid: 4 pictures of 2 classes")
                .contains("left out: 1 folder beside those that are used (test)");
        Called trained = line(TRAIN.replace("TEMP/shapes", "TEMP/parted"));
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(Files.readString(temp.resolve("run/split.csv")).lines()).hasSize(1 + 10);
    }

    @Test
    void classes_that_training_would_refuse_are_told() throws IOException {
        Path disc = temp.resolve("shapes/disc");
        Called flat = line("data look TEMP/shapes/disc");
        assertThat(flat.code()).isEqualTo(1);
        assertThat(flat.out())
                .contains(
                        "no class: each needs a folder with its pictures, such as "
                                + disc
                                + "/cat/1.jpg");
        Files.createDirectories(temp.resolve("shapes/none"));
        Called empty = line("data look TEMP/shapes");
        assertThat(empty.code()).isEqualTo(1);
        assertThat(empty.out()).contains("\nwithout a picture that can be read: none\n");

        Path parted = Files.createDirectories(temp.resolve("parted"));
        Files.delete(temp.resolve("shapes/none"));
        Files.move(temp.resolve("shapes"), parted.resolve("train"));
        Files.createDirectories(parted.resolve("val/disc"));
        Files.copy(parted.resolve("train/disc/0.png"), parted.resolve("val/disc/0.png"));
        Called unlike = line("data look TEMP/parted");
        assertThat(unlike.code()).isEqualTo(1);
        assertThat(unlike.out())
                .contains(
                        "in only one of the two folders, where training needs the same classes: square");
    }

    @Test
    void a_folder_that_is_none_is_an_input_that_is_wrong() {
        Called look = line("data look TEMP/nothing");
        assertThat(look.code()).isEqualTo(2);
        assertThat(look.err()).contains("Received: no folder " + temp.resolve("nothing"));
    }

    @Test
    void verify_exits_with_1_where_a_file_differs_or_is_missing() throws IOException {
        Called missing = line("data verify cifar-10 --data TEMP");
        assertThat(missing.code()).as(missing.out()).isEqualTo(1);
        // Files of the right kind, with one example each.
        for (String part : new String[] {"train", "t10k"}) {
            idx("mnist/" + part + "-images-idx3-ubyte", 1, 28, 28);
            idx("mnist/" + part + "-labels-idx1-ubyte", 1);
        }
        Called different = line("data verify mnist --data TEMP");
        assertThat(different.code()).as(different.out()).isEqualTo(1);
        assertThat(different.out()).contains("different");
    }

    private void idx(String name, int... sizes) throws IOException {
        int count = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * sizes.length + count);
        file.putInt(0x800 + sizes.length);
        Arrays.stream(sizes).forEach(file::putInt);
        Path to = temp.resolve(name);
        Files.createDirectories(to.getParent());
        Files.write(to, file.array());
    }
}
