package dev.hearth.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadData;
import dev.hearth.data.Dataset;
import dev.hearth.data.Pixels;
import dev.hearth.data.resize.Kernel;
import dev.hearth.data.view.View;
import dev.hearth.train.recipe.Corpus;
import dev.hearth.train.recipe.Preparation;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFolderTest {

    private static final View SEEN = new View(3, 8, 0.875, Kernel.BICUBIC, 0.5, 0.5);
    private static final Preparation VIEWED = new Preparation.Viewed(SEEN.of(9, 1), SEEN);

    @TempDir private Path temp;

    private void draw(String folder, int count) throws IOException {
        Path home = Files.createDirectories(temp.resolve(folder));
        for (int i = 0; i < count; i++) {
            BufferedImage image = new BufferedImage(12, 10, BufferedImage.TYPE_INT_RGB);
            image.setRGB(i % 12, 5, 0xFFFFFF);
            ImageIO.write(image, "png", home.resolve(i + ".png").toFile());
        }
    }

    private Shelf shelf(double held) {
        return new Shelf(temp, temp.resolve("cache"))
                .with("images/pets", new PictureFolder(temp.resolve("pets"), held));
    }

    private static int count(Dataset set, int label) {
        int count = 0;
        for (int i = 0; i < set.size(); i++) {
            count += set.label(i) == label ? 1 : 0;
        }
        return count;
    }

    @Test
    void a_share_of_each_class_is_held_out_always_the_same() throws IOException {
        draw("pets/cat", 10);
        draw("pets/dog", 3);
        assertThat(shelf(0.2).has("images/pets")).isTrue();
        assertThat(shelf(0.2).has("images/cars")).isFalse();
        Shelf.Sets sets = shelf(0.2).open(new Corpus("images/pets", 0, 0), VIEWED);
        assertThat(sets.training().classNames()).containsExactly("cat", "dog");
        assertThat(sets.training().pixels()).isEqualTo(new Pixels(3, 9, 9));
        assertThat(sets.testing().pixels()).isEqualTo(new Pixels(3, 8, 8));
        assertThat(count(sets.testing(), 0)).isEqualTo(2);
        assertThat(count(sets.testing(), 1)).isEqualTo(1);
        assertThat(sets.training().size() + sets.testing().size()).isEqualTo(13);
        List<Path> tested = PictureFolder.files(sets);
        assertThat(tested).hasSize(3).doesNotHaveDuplicates();
        assertThat(PictureFolder.files(shelf(0.2).open(new Corpus("images/pets", 0, 0), VIEWED)))
                .isEqualTo(tested);
        // What is learned from is the rest.
        Set<Path> all = new HashSet<>(tested);
        all.addAll(PictureFolder.files(new Shelf.Sets(sets.testing(), sets.training())));
        assertThat(all).hasSize(13);
    }

    @Test
    void a_folder_of_its_own_is_measured_on() throws IOException {
        draw("pets/train/cat", 4);
        draw("pets/train/dog", 1);
        draw("pets/val/cat", 2);
        draw("pets/val/dog", 1);
        Shelf.Sets sets = shelf(0.2).open(new Corpus("images/pets", 0, 0), VIEWED);
        assertThat(sets.training().size()).isEqualTo(5);
        assertThat(PictureFolder.files(sets))
                .containsExactly(
                        temp.resolve("pets/val/cat/0.png"),
                        temp.resolve("pets/val/cat/1.png"),
                        temp.resolve("pets/val/dog/0.png"));
        draw("pets/val/cow", 1);
        assertThatThrownBy(() -> shelf(0.2).open(new Corpus("images/pets", 0, 0), VIEWED))
                .isInstanceOf(BadData.class)
                .hasMessage(
                        "Both folders of "
                                + temp.resolve("pets")
                                + " need the same classes. Received: [cat, dog] and [cat, cow,"
                                + " dog]. Give each class a folder, of the same name, in both.");
    }

    @Test
    void what_cannot_be_divided_is_refused() throws IOException {
        draw("pets/cat", 4);
        draw("pets/dog", 1);
        assertThatThrownBy(() -> shelf(0.2).open(new Corpus("images/pets", 0, 0), VIEWED))
                .hasMessage(
                        "Each class of "
                                + temp.resolve("pets")
                                + " needs two pictures: to learn from, to measure on. Received:"
                                + " one of dog. Add pictures to it, or remove it.");
        assertThatThrownBy(() -> new PictureFolder(temp, 1))
                .hasMessage(
                        "--hold-out needs a share above 0 and below 1. Received: 1.0. Use 0.2 to"
                                + " measure on every fifth picture.");
        assertThatThrownBy(
                        () ->
                                shelf(0.2)
                                        .open(
                                                new Corpus("images/pets", 0, 0),
                                                new Preparation.Plain()))
                .hasMessageContaining("need a preparation that views them. Received: Plain[]");
        assertThatThrownBy(() -> shelf(0.2).open(new Corpus("strokes", 10, 10), VIEWED))
                .hasMessageContaining("Views are for pictures in a folder. Received: strokes");
    }
}
