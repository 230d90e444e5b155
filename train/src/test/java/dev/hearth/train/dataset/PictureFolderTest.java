package dev.hearth.train.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.run.RunFolder;
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

    private static final InputSpec SEEN =
            new InputSpec(3, 8, 0.875, Interpolation.BICUBIC, 0.5, 0.5);
    private static final Preprocessing VIEWED = new Preprocessing.Viewed(SEEN.of(9, 1), SEEN);

    @TempDir private Path temp;

    private void draw(String folder, int count) throws IOException {
        Path home = Files.createDirectories(temp.resolve(folder));
        for (int i = 0; i < count; i++) {
            BufferedImage image = new BufferedImage(12, 10, BufferedImage.TYPE_INT_RGB);
            image.setRGB(i % 12, 5, folder.hashCode() ^ i);
            ImageIO.write(image, "png", home.resolve(i + ".png").toFile());
        }
    }

    private DatasetProvider datasets(double held) {
        return new DatasetProvider(temp, temp.resolve("cache"))
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
        assertThat(datasets(0.2).has("images/pets")).isTrue();
        assertThat(datasets(0.2).has("images/cars")).isFalse();
        DatasetProvider.Sets sets =
                datasets(0.2).open(new DatasetSpec("images/pets", 0, 0), VIEWED);
        assertThat(sets.training().classNames()).containsExactly("cat", "dog");
        assertThat(sets.training().pixels()).isEqualTo(new ImageShape(3, 9, 9));
        assertThat(sets.testing().pixels()).isEqualTo(new ImageShape(3, 8, 8));
        assertThat(count(sets.testing(), 0)).isBetween(1, 9);
        assertThat(count(sets.testing(), 1)).isBetween(1, 2);
        assertThat(sets.training().size() + sets.testing().size()).isEqualTo(13);
        List<Path> tested = PictureFolder.files(sets);
        assertThat(tested).doesNotHaveDuplicates();
        assertThat(
                        PictureFolder.files(
                                datasets(0.2).open(new DatasetSpec("images/pets", 0, 0), VIEWED)))
                .isEqualTo(tested);
        // What is learned from is the rest.
        Set<Path> all = new HashSet<>(tested);
        all.addAll(PictureFolder.files(new DatasetProvider.Sets(sets.testing(), sets.training())));
        assertThat(all).hasSize(13);
    }

    @Test
    void a_folder_of_its_own_is_measured_on() throws IOException {
        draw("pets/train/cat", 4);
        draw("pets/train/dog", 1);
        draw("pets/val/cat", 2);
        draw("pets/val/dog", 1);
        DatasetProvider.Sets sets =
                datasets(0.2).open(new DatasetSpec("images/pets", 0, 0), VIEWED);
        assertThat(sets.training().size()).isEqualTo(5);
        assertThat(PictureFolder.files(sets))
                .containsExactly(
                        temp.resolve("pets/val/cat/0.png"),
                        temp.resolve("pets/val/cat/1.png"),
                        temp.resolve("pets/val/dog/0.png"));
        draw("pets/val/cow", 1);
        assertThatThrownBy(() -> datasets(0.2).open(new DatasetSpec("images/pets", 0, 0), VIEWED))
                .isInstanceOf(BadDataException.class)
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
        assertThatThrownBy(() -> datasets(0.2).open(new DatasetSpec("images/pets", 0, 0), VIEWED))
                .hasMessage(
                        "Each class of "
                                + temp.resolve("pets")
                                + " needs two different pictures: to learn from, to measure on. Received:"
                                + " one in the class dog. Add pictures to it, or remove it.");
        assertThatThrownBy(() -> new PictureFolder(temp, 1))
                .hasMessage(
                        "The share held out needs to be above 0 and below 1. Received: 1.0. Use 0.2"
                                + " to measure on every fifth picture.");
        assertThatThrownBy(
                        () ->
                                datasets(0.2)
                                        .open(
                                                new DatasetSpec("images/pets", 0, 0),
                                                new Preprocessing.Plain()))
                .hasMessageContaining("need a preparation that views them. Received: Plain[]");
        assertThatThrownBy(() -> datasets(0.2).open(new DatasetSpec("strokes", 10, 10), VIEWED))
                .hasMessageContaining("Views are for pictures in a folder. Received: strokes");
    }

    private DatasetProvider.Sets open(double held) {
        return datasets(held).open(new DatasetSpec("images/pets", 0, 0), VIEWED);
    }

    private Set<Path> heldOut(double held) {
        return new HashSet<>(PictureFolder.files(open(held)));
    }

    @Test
    void no_picture_changes_sides_when_others_come_or_go() throws IOException {
        draw("pets/cat", 150);
        draw("pets/dog", 150);
        Set<Path> before = heldOut(0.2);
        assertThat(before).hasSizeBetween(40, 80);
        Files.delete(temp.resolve("pets/cat/7.png"));
        Set<Path> fewer = new HashSet<>(before);
        fewer.remove(temp.resolve("pets/cat/7.png"));
        assertThat(heldOut(0.2)).isEqualTo(fewer);
        draw("pets/cow", 20);
        draw("pets/dog", 220);
        Set<Path> known = new HashSet<>(heldOut(0.2));
        known.removeIf(
                file ->
                        file.getParent().endsWith("cow")
                                || file.getParent().endsWith("dog") && number(file) >= 150);
        assertThat(known).isEqualTo(fewer);
        assertThat(heldOut(0.3))
                .as("a wider share adds, and takes nothing back")
                .containsAll(known);
    }

    private static int number(Path file) {
        return Integer.parseInt(file.getFileName().toString().replace(".png", ""));
    }

    @Test
    void equal_pictures_fall_on_one_side_whatever_they_are_called() throws IOException {
        draw("pets/cat", 40);
        draw("pets/dog", 40);
        for (int i = 0; i < 40; i++) {
            Path cat = temp.resolve("pets/cat/" + i + ".png");
            Files.copy(cat, temp.resolve("pets/cat/copy of " + i + ".png"));
            Files.copy(cat, temp.resolve("pets/dog/like cat " + i + ".png"));
        }
        PictureSplit split = PictureSplit.of(temp.resolve("pets"), open(0.3));
        assertThat(split.pictures()).hasSize(160);
        assertThat(split.measuredAndLearnedIn(split)).isZero();
        List<Path> learned =
                split.pictures().stream()
                        .filter(each -> each.side() == PictureSplit.Side.TRAINING)
                        .map(each -> temp.resolve("pets").resolve(each.name()))
                        .toList();
        assertThat(split.learnedAmong(learned)).isEqualTo(learned.size());
        assertThat(split.learnedAmong(heldOut(0.3))).isZero();
    }

    @Test
    void a_class_of_one_picture_under_many_names_cannot_be_divided() throws IOException {
        draw("pets/cat", 4);
        draw("pets/dog", 1);
        for (int i = 1; i < 5; i++) {
            Files.copy(temp.resolve("pets/dog/0.png"), temp.resolve("pets/dog/" + i + ".png"));
        }
        assertThatThrownBy(() -> open(0.2))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("needs two different pictures")
                .hasMessageContaining("Received: one in the class dog.");
    }

    @Test
    void a_split_is_written_and_read_whatever_pictures_are_called() throws IOException {
        draw("pets/cat, \"grey\"", 3);
        draw("pets/dog", 3);
        Path dog = temp.resolve("pets/dog/0.png");
        Files.move(dog, dog.resolveSibling("a \"b\",c\nd.png"));
        DatasetProvider.Sets sets = open(0.4);
        PictureSplit split = PictureSplit.of(temp.resolve("pets"), sets);
        Path run = temp.resolve("run");
        assertThat(PictureSplit.read(run)).isEmpty();
        try (RunFolder home = RunFolder.open(run)) {
            split.write(home.file(""));
        }
        assertThat(PictureSplit.read(run)).contains(split);
        assertThat(split.measured(temp.resolve("pets"))).isEqualTo(PictureFolder.files(sets));
        Path measured = PictureFolder.files(sets).get(0);
        Files.write(measured, new byte[] {1});
        assertThatThrownBy(() -> split.measured(temp.resolve("pets")))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Received: 1 that are gone or have changed, such as ");
        Files.writeString(run.resolve("split.csv"), "side,bytes,sha256,picture\ntraining,x\n");
        assertThatThrownBy(() -> PictureSplit.read(run)).isInstanceOf(BadDataException.class);
    }
}
