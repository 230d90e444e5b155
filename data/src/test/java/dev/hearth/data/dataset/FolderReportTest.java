package dev.hearth.data.dataset;

import static dev.hearth.data.image.SmallFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.dataset.FolderReport.Reason;
import dev.hearth.data.dataset.FolderReport.Where;
import dev.hearth.data.image.SmallPictures;
import dev.hearth.data.transform.InputSpec;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FolderReportTest {

    @TempDir private Path temp;

    private static BufferedImage image(int salt, int width) {
        BufferedImage image = new BufferedImage(width, 10, BufferedImage.TYPE_INT_RGB);
        image.setRGB(salt % width, salt % 10, 0x123456 + salt);
        return image;
    }

    private static byte[] picture(int salt) {
        return SmallPictures.png(image(salt, 12));
    }

    @Test
    void a_messy_folder_is_told_whole() {
        for (int i = 0; i < 21; i++) {
            write(temp.resolve("cat/" + i + ".png"), picture(i));
        }
        write(temp.resolve("cat/wide.png"), SmallPictures.png(image(1, 40)));
        write(temp.resolve("cat/copy.PNG"), picture(3));
        write(temp.resolve("dog/1.png"), picture(100));
        write(temp.resolve("dog/cat.png"), picture(5));
        byte[] jpeg = SmallPictures.jpeg(image(7, 24), false);
        write(temp.resolve("dog/end.jpg"), Arrays.copyOf(jpeg, jpeg.length - 2));
        write(temp.resolve("dog/cut.jpg"), Arrays.copyOf(jpeg, 200));
        write(temp.resolve("dog/text.jpg"), "no picture".getBytes());
        write(temp.resolve("dog/phone.jpg"), "\0\0\0\30ftypheic....".getBytes());
        write(temp.resolve("dog/empty.gif"), new byte[0]);
        write(temp.resolve("dog/IMG_1.HEIC"), new byte[9]);
        write(temp.resolve("dog/IMG_2.heic"), new byte[9]);
        write(temp.resolve("dog/a.avif"), new byte[9]);
        write(temp.resolve("dog/raw.CR2"), new byte[9]);
        write(temp.resolve("dog/Thumbs.db"), new byte[9]);
        write(temp.resolve("dog/.DS_Store"), new byte[9]);
        write(temp.resolve("dog/more/1.png"), picture(101));
        write(temp.resolve(".git/1.png"), picture(102));
        write(temp.resolve("cover.jpg"), jpeg);
        write(temp.resolve("labels.csv"), new byte[9]);
        FolderReport report = FolderReport.of(temp);
        assertThat(report.parts()).hasSize(1);
        assertThat(report.parts().get(0).name()).isEmpty();
        var classes = report.parts().get(0).classes();
        assertThat(classes.get(0).name()).isEqualTo("cat");
        assertThat(classes.get(0).pictures()).isEqualTo(23);
        assertThat(classes.get(0).readable()).isEqualTo(23);
        assertThat(classes.get(0).different()).isEqualTo(22);
        assertThat(classes.get(1).pictures()).isEqualTo(7);
        assertThat(classes.get(1).readable()).isEqualTo(3);
        assertThat(report.readable()).isEqualTo(26);
        assertThat(report.small()).containsExactly("dog");
        assertThat(report.broken())
                .extracting(FolderReport.Picture::name)
                .containsExactly("dog/cut.jpg", "dog/empty.gif", "dog/phone.jpg", "dog/text.jpg");
        assertThat(report.broken().get(0).why()).startsWith("ends too early. Save");
        assertThat(report.broken().get(2).why())
                .startsWith(
                        "is HEIC, as iPhones save photographs. Add hearth-heif, convert it to JPEG");
        assertThat(report.damaged())
                .containsExactly(new FolderReport.Picture("dog/end.jpg", "without an end marker"));
        assertThat(report.duplicates())
                .containsExactly(
                        new FolderReport.Duplicates(
                                Where.SEVERAL_CLASSES, List.of("cat/5.png", "dog/cat.png")),
                        new FolderReport.Duplicates(
                                Where.ONE_CLASS, List.of("cat/3.png", "cat/copy.PNG")));
        assertThat(report.leftOut())
                .extracting(FolderReport.LeftOut::reason)
                .containsExactly(
                        Reason.HIDDEN,
                        Reason.SUB_FOLDER,
                        Reason.OUTSIDE_A_CLASS,
                        Reason.HEIC,
                        Reason.AVIF,
                        Reason.OTHER_PICTURE,
                        Reason.OTHER_FILE);
        assertThat(report.leftOut().get(3).count()).isEqualTo(2);
        assertThat(report.leftOut().get(3).examples())
                .containsExactly("dog/IMG_1.HEIC", "dog/IMG_2.heic");
        assertThat(report.leftOut().get(0).count()).isEqualTo(2);
        assertThat(report.sizes().smallest()).isEqualTo("12×10");
        assertThat(report.sizes().largest()).isEqualTo("40×10");
        assertThat(report.isUsable()).isFalse();
        assertThatThrownBy(() -> report.refuseBroken("Mend them"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Received: 4 that cannot: dog/cut.jpg (ends too early")
                .hasMessageContaining("dog/text.jpg (is not a picture")
                .hasMessageEndingWith("Mend them.");
        ImageFolder rest = ImageFolder.open(temp, report.brokenFiles(), InputSpec.unscaled(4, 1));
        assertThat(rest.size()).isEqualTo(26);
        float[] values = new float[3 * 16];
        for (int i = 0; i < rest.size(); i++) {
            rest.read(i, values, 0);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a backslash is between folders there")
    void a_backslash_in_a_name_is_kept() {
        write(temp.resolve("cat/1.png"), picture(1));
        Path broken = write(temp.resolve("cat/a\\2.png"), new byte[0]);
        FolderReport report = FolderReport.of(temp);
        assertThat(report.brokenFiles()).containsExactly(broken);
        InputSpec view = InputSpec.unscaled(4, 1);
        assertThat(ImageFolder.open(temp, report.brokenFiles(), view).size()).isEqualTo(1);
    }

    @Test
    void train_and_what_is_beside_it_are_parts() {
        for (String test : FolderLayout.TESTING) {
            Path folder = temp.resolve("of " + test);
            write(folder.resolve("train/cat/1.png"), picture(1));
            write(folder.resolve("train/dog/1.png"), picture(2));
            write(folder.resolve(test + "/cat/9.png"), picture(1));
            write(folder.resolve(test + "/dog/9.png"), picture(3));
            write(folder.resolve("unlabelled/8.png"), picture(3));
            FolderReport report = FolderReport.of(folder);
            assertThat(report.parts())
                    .extracting(FolderReport.Part::name)
                    .containsExactly("train", test);
            assertThat(report.duplicates())
                    .containsExactly(
                            new FolderReport.Duplicates(
                                    Where.BOTH_PARTS,
                                    List.of("train/cat/1.png", test + "/cat/9.png")));
            assertThat(report.leftOut())
                    .containsExactly(
                            new FolderReport.LeftOut(
                                    Reason.OTHER_FOLDER, 1, List.of("unlabelled")));
            assertThat(report.isUsable()).isTrue();
            report.refuseBroken("nothing to mend");
        }
    }

    @Test
    void what_cannot_be_trained_on_is_no_exception() {
        assertThat(FolderReport.of(temp).isUsable()).isFalse();
        write(temp.resolve("cat/readme.txt"), new byte[1]);
        FolderReport report = FolderReport.of(temp);
        assertThat(report.parts().get(0).classes().get(0).pictures()).isZero();
        assertThat(report.isUsable()).isFalse();
        assertThatThrownBy(() -> FolderReport.of(temp.resolve("none")))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Received: no folder");
    }

    @Test
    void train_alone_is_a_class_like_others() {
        Path folder = temp.resolve("pets");
        assertThat(FolderLayout.of(folder)).isEqualTo(new FolderLayout(folder, Optional.empty()));
        write(folder.resolve("train/1.png"), picture(1));
        assertThat(FolderLayout.of(folder).training()).isEqualTo(folder);
        write(folder.resolve("test/1.png"), picture(1));
        write(folder.resolve("valid/1.png"), picture(1));
        assertThat(FolderLayout.of(folder).testing()).contains(folder.resolve("valid"));
    }
}
