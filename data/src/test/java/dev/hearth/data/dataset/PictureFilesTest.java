package dev.hearth.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PictureFilesTest {

    private static final InputSpec VIEW = new InputSpec(1, 8, 1, Interpolation.BICUBIC, 0, 1);

    /** An even grey of its own in each picture, so that its number can be read from its values. */
    private static void write(Path file, int grey, int width) throws IOException {
        BufferedImage image = new BufferedImage(width, 12, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 12; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, grey << 16 | grey << 8 | grey);
            }
        }
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    private static Set<Integer> greys(Dataset set) {
        Set<Integer> greys = new HashSet<>();
        float[] values = new float[64];
        for (int i = 0; i < set.size(); i++) {
            set.read(i, values, 0);
            assertThat(values[63]).isCloseTo(values[0], within(1e-6f));
            greys.add(Math.round(255 * values[0]));
        }
        return greys;
    }

    @Test
    void pictures_in_folders_or_not_are_one_class_and_none_is_on_both_sides(@TempDir Path temp)
            throws IOException {
        Path folder = temp.resolve("faces");
        for (int i = 1; i <= 60; i++) {
            String name = (i % 3 == 0 ? "some/deeper/" : i % 3 == 1 ? "some/" : "") + i + ".png";
            write(folder.resolve(name), i, 8 + i);
        }
        Files.writeString(folder.resolve("notes.txt"), "no picture");
        write(folder.resolve(".hidden.png"), 200, 8);
        write(folder.resolve(".hidden/1.png"), 201, 8);
        write(folder.resolve("some/.hidden/deeper/1.png"), 202, 8);
        Dataset training = PictureFiles.read(folder, VIEW, 0.2, Split.TRAIN);
        Dataset testing = PictureFiles.read(folder, VIEW, 0.2, Split.TEST);
        assertThat(training.name()).isEqualTo("faces/train");
        assertThat(testing.name()).isEqualTo("faces/test");
        assertThat(training.pixels()).isEqualTo(new ImageShape(1, 8, 8));
        assertThat(training.classNames()).containsExactly("picture");
        assertThat(testing.size()).isBetween(3, 24);
        Set<Integer> all = greys(training);
        assertThat(all).hasSize(training.size()).doesNotContainAnyElementsOf(greys(testing));
        all.addAll(greys(testing));
        assertThat(all).hasSize(60).contains(1, 60).doesNotContain(200, 201, 202);

        // One more picture changes no other's side.
        write(folder.resolve("another.png"), 100, 20);
        Set<Integer> again = greys(PictureFiles.read(folder, VIEW, 0.2, Split.TEST));
        again.remove(100);
        assertThat(again).isEqualTo(greys(testing));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "making a link is a right of its own there")
    void linked_folders_are_followed(@TempDir Path temp) throws IOException {
        write(temp.resolve("disk/1.png"), 10, 12);
        write(temp.resolve("other/2.png"), 20, 12);
        Files.createSymbolicLink(temp.resolve("disk/more"), temp.resolve("other"));
        Path faces = Files.createSymbolicLink(temp.resolve("faces"), temp.resolve("disk"));
        Set<Integer> all = greys(PictureFiles.read(faces, VIEW, 0.5, Split.TRAIN));
        all.addAll(greys(PictureFiles.read(faces, VIEW, 0.5, Split.TEST)));
        assertThat(all).containsExactlyInAnyOrder(10, 20);

        Files.createSymbolicLink(temp.resolve("other/back"), temp.resolve("disk"));
        assertThatThrownBy(() -> PictureFiles.read(faces, VIEW, 0.5, Split.TRAIN))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Received: " + faces + ", which cannot be read: ");
    }

    @Test
    void each_side_has_a_picture_and_too_few_are_refused(@TempDir Path temp) throws IOException {
        write(temp.resolve("a.png"), 10, 12);
        assertThatThrownBy(() -> PictureFiles.read(temp, VIEW, 0.1, Split.TRAIN))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("needs two pictures")
                .hasMessageContaining("Received: 1 in ");
        write(temp.resolve("b.png"), 20, 12);
        assertThat(PictureFiles.read(temp, VIEW, 0.0001, Split.TEST).size()).isEqualTo(1);
        assertThat(PictureFiles.read(temp, VIEW, 0.9999, Split.TRAIN).size()).isEqualTo(1);
        assertThatThrownBy(() -> PictureFiles.read(temp.resolve("none"), VIEW, 0.1, Split.TRAIN))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Received: no folder ");
        assertThatThrownBy(() -> PictureFiles.read(temp, VIEW, 1, Split.TRAIN))
                .hasMessageContaining("above 0 and below 1. Received: 1.0.");
    }
}
