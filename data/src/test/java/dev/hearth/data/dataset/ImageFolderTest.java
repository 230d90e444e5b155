package dev.hearth.data.dataset;

import static dev.hearth.data.image.SmallFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.ImageShape;
import dev.hearth.data.image.PictureTransform;
import dev.hearth.data.image.SmallPictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {

    private static final ImageShape PIXELS = new ImageShape(3, 1, 1);

    /** The first pixel. */
    private static final PictureTransform CORNER =
            (picture, pixels, target, offset) -> {
                for (int c = 0; c < pixels.channels(); c++) {
                    target[offset + c] = picture.value(0, 0, c) / 255f;
                }
            };

    @TempDir private Path temporary;

    @Test
    void classes_and_files_are_sorted_by_name() {
        Path pets = pets();
        ImageFolder folder = ImageFolder.open(pets, PIXELS, CORNER);
        assertThat(folder.name()).isEqualTo("pets");
        assertThat(folder.size()).isEqualTo(4);
        assertThat(folder.pixels()).isEqualTo(PIXELS);
        assertThat(folder.classNames()).containsExactly("Zebra", "cat", "dog");
        int[] labels = new int[4];
        java.util.Arrays.setAll(labels, folder::label);
        assertThat(labels).containsExactly(0, 1, 1, 2);
        assertThat(folder.file(1)).isEqualTo(pets.resolve("cat/10.PNG"));
        assertThat(folder.file(2)).isEqualTo(pets.resolve("cat/9.png"));
        float[] target = new float[5];
        folder.read(2, target, 1);
        assertThat(target).containsExactly(0, 9 / 255f, 9 / 255f, 9 / 255f, 0);
        assertThat(folder.picture(0).width()).isEqualTo(8);
    }

    @Test
    void the_digest_follows_names_and_content() throws IOException {
        Path pets = pets();
        String before = ImageFolder.open(pets, PIXELS, CORNER).digest();
        assertThat(before).matches("[0-9a-f]{64}");
        write(pets.resolve("cat/notes.txt"), new byte[] {1});
        assertThat(ImageFolder.open(pets, PIXELS, CORNER).digest()).isEqualTo(before);
        Files.move(pets.resolve("cat/9.png"), pets.resolve("cat/8.png"));
        String renamed = ImageFolder.open(pets, PIXELS, CORNER).digest();
        assertThat(renamed).isNotEqualTo(before);
        Files.move(pets.resolve("cat/8.png"), pets.resolve("cat/9.png"));
        assertThat(ImageFolder.open(pets, PIXELS, CORNER).digest()).isEqualTo(before);
        write(pets.resolve("cat/9.png"), picture(77));
        assertThat(ImageFolder.open(pets, PIXELS, CORNER).digest()).isNotEqualTo(before);
    }

    @Test
    void a_missing_folder_is_refused() {
        refuses(
                temporary.resolve("none"),
                "A folder of labelled pictures. Received: no folder "
                        + temporary.resolve("none")
                        + ". Name the folder");
        Path file = write(temporary.resolve("file"), new byte[1]);
        refuses(file, file + ", which is no folder");
    }

    @Test
    void a_folder_without_classes_is_refused() {
        refuses(
                temporary,
                "needs a folder for each class, as in FOLDER/cat/1.jpg. Received: 0 pictures and no"
                        + " folder in "
                        + temporary);
        write(temporary.resolve("a.png"), picture(1));
        refuses(temporary, "Received: 1 pictures and no folder in ");
    }

    @Test
    void a_class_without_pictures_is_refused() {
        write(temporary.resolve("cat/readme.txt"), new byte[1]);
        refuses(
                temporary,
                "needs a picture (.jpg, .jpeg, .png) in each class. Received: none in "
                        + temporary.resolve("cat")
                        + ". Put pictures into it, or remove it.");
    }

    @Test
    void an_unreadable_picture_is_named_when_it_is_read() {
        Path file = write(temporary.resolve("cat/1.jpg"), "no picture".getBytes());
        ImageFolder folder = ImageFolder.open(temporary, PIXELS, CORNER);
        assertThatThrownBy(() -> folder.read(0, new float[3], 0))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "A JPEG or PNG picture. Received: "
                                + file
                                + ", which is neither. Convert the picture to JPEG or PNG, or"
                                + " leave it out.");
    }

    @Test
    void a_picture_that_went_away_is_named() throws IOException {
        Path pets = pets();
        ImageFolder folder = ImageFolder.open(pets, PIXELS, CORNER);
        Files.delete(pets.resolve("dog/1.jpeg"));
        assertThatThrownBy(() -> folder.picture(3))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Received: no file " + pets.resolve("dog/1.jpeg"));
        assertThatThrownBy(folder::digest).isInstanceOf(BadDataException.class);
    }

    private Path pets() {
        Path pets = temporary.resolve("pets");
        write(pets.resolve("dog/1.jpeg"), picture(20));
        write(pets.resolve("cat/9.png"), picture(9));
        write(pets.resolve("cat/10.PNG"), picture(10));
        write(pets.resolve("Zebra/x.jpg"), picture(30));
        write(pets.resolve(".hidden/x.jpg"), picture(40));
        write(pets.resolve("cat/.x.jpg"), picture(50));
        write(pets.resolve("cover.jpg"), picture(60));
        return pets;
    }

    private static byte[] picture(int grey) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64; i++) {
            image.setRGB(i % 8, i / 8, grey * 0x010101);
        }
        return SmallPictures.png(image);
    }

    private static void refuses(Path folder, String part) {
        assertThatThrownBy(() -> ImageFolder.open(folder, PIXELS, CORNER))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(part);
    }
}
