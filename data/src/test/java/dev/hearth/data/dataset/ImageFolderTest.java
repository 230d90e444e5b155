package dev.hearth.data.dataset;

import static dev.hearth.data.image.SmallFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Batch;
import dev.hearth.data.Chain;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Loader;
import dev.hearth.data.Order;
import dev.hearth.data.RandomCrop;
import dev.hearth.data.Subset;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.Resize;
import dev.hearth.data.image.SmallPictures;
import dev.hearth.data.transform.Flip;
import dev.hearth.data.transform.GlobalContrastNormalization;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.RandomResizedCrop;
import dev.hearth.data.transform.ScaleTo;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {

    private static final ImageShape PIXELS = new ImageShape(3, 1, 1);

    private static final InputSpec VIEW = InputSpec.unscaled(1, 1);

    @TempDir private Path temporary;

    @Test
    void classes_and_files_are_sorted_by_name() {
        Path pets = pets();
        ImageFolder folder = ImageFolder.open(pets, VIEW);
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
        String before = ImageFolder.open(pets, VIEW).digest();
        assertThat(before).matches("[0-9a-f]{64}");
        write(pets.resolve("cat/notes.txt"), new byte[] {1});
        assertThat(ImageFolder.open(pets, VIEW).digest()).isEqualTo(before);
        Files.move(pets.resolve("cat/9.png"), pets.resolve("cat/8.png"));
        String renamed = ImageFolder.open(pets, VIEW).digest();
        assertThat(renamed).isNotEqualTo(before);
        Files.move(pets.resolve("cat/8.png"), pets.resolve("cat/9.png"));
        assertThat(ImageFolder.open(pets, VIEW).digest()).isEqualTo(before);
        write(pets.resolve("cat/9.png"), picture(77));
        assertThat(ImageFolder.open(pets, VIEW).digest()).isNotEqualTo(before);
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
                "needs a picture (.jpg, .png, .webp, .gif, .bmp, .tif) in each class. Received: none in "
                        + temporary.resolve("cat")
                        + ". Put pictures into it, or remove it.");
    }

    @Test
    void an_unreadable_picture_is_named_when_it_is_read() {
        Path file = write(temporary.resolve("cat/1.jpg"), "no picture".getBytes());
        ImageFolder folder = ImageFolder.open(temporary, VIEW);
        assertThatThrownBy(() -> folder.read(0, new float[3], 0))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "A JPEG, PNG, WebP, GIF, BMP or TIFF picture. Received: "
                                + file
                                + ", which is not a picture that can be read. Convert the picture to JPEG or PNG, or"
                                + " leave it out.");
    }

    @Test
    void a_picture_that_went_away_is_named() throws IOException {
        Path pets = pets();
        ImageFolder folder = ImageFolder.open(pets, VIEW);
        Files.delete(pets.resolve("dog/1.jpeg"));
        assertThatThrownBy(() -> folder.picture(3))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Received: no file " + pets.resolve("dog/1.jpeg"));
        assertThatThrownBy(folder::digest).isInstanceOf(BadDataException.class);
    }

    /** A picture of which a view of eight pixels keeps little. */
    private static byte[] fine(int salt) {
        BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        RandomStream random = new Seed(salt).stream();
        for (int i = 0; i < 64 * 48; i++) {
            image.setRGB(i % 64, i / 64, random.nextInt(1 << 24));
        }
        return SmallPictures.png(image);
    }

    /** What a crop of the original is, written out. */
    private static float[] expected(Picture original, RandomResizedCrop crop, RandomStream random) {
        RandomCrop.Window cut = crop.draw(original.width(), original.height(), random);
        Picture square =
                new Resize(Interpolation.BICUBIC, crop.size(), crop.size())
                        .apply(original.crop(cut.left(), cut.top(), cut.width(), cut.height()));
        float[] values = new float[square.pixels().count()];
        (cut.isMirrored() ? square.mirrored() : square).read(values, 0);
        return values;
    }

    @Test
    void a_random_crop_is_cut_from_the_original_and_resampled_once() {
        for (int i = 0; i < 4; i++) {
            write(temporary.resolve("noise/" + i + ".png"), fine(i));
        }
        ImageFolder folder = ImageFolder.open(temporary, InputSpec.unscaled(8, 1));
        RandomResizedCrop crop = new RandomResizedCrop(12, 0.1, 4.0 / 3, Flip.HORIZONTAL);
        Seed seed = new Seed(3);
        for (int threads : new int[] {0, 2}) {
            Loader loader =
                    new Loader(new Subset(folder, 3, 1), 2, seed)
                            .order(Order.AS_STORED)
                            .threads(threads);
            for (boolean isScaled : new boolean[] {false, true}) {
                Chain augment = isScaled ? new Chain(crop, new ScaleTo(-1, 1)) : new Chain(crop);
                try (var batches = loader.augment(augment).epoch(5).open()) {
                    Batch batch = batches.next();
                    for (int k = 0; k < 2; k++) {
                        RandomStream random = seed.child("augment").child(5).child(k).stream();
                        float[] values = expected(folder.picture(k == 0 ? 3 : 1), crop, random);
                        for (int i = 0; isScaled && i < values.length; i++) {
                            values[i] = -1 + 2 * values[i];
                        }
                        int from = k * values.length;
                        assertThat(
                                        java.util.Arrays.copyOfRange(
                                                batch.images(), from, from + values.length))
                                .isEqualTo(values);
                    }
                }
            }
        }
    }

    @Test
    void only_what_treats_each_value_by_itself_may_follow_the_crop() {
        write(temporary.resolve("noise/1.png"), fine(1));
        ImageFolder folder = ImageFolder.open(temporary, InputSpec.unscaled(8, 1));
        RandomResizedCrop crop = RandomResizedCrop.googLeNet(5);
        float[] target = new float[75];
        RandomStream random = new Seed(1).stream();
        assertThat(new ScaleTo(-1, 1).of(folder).readCrop(0, crop, random, target, 0)).isTrue();
        float[] plain = expected(folder.picture(0), crop, new Seed(1).stream());
        assertThat(target[7]).isEqualTo(-1 + 2 * plain[7]);
        RandomStream unused = new Seed(1).stream();
        assertThat(
                        new GlobalContrastNormalization(55)
                                .of(folder)
                                .readCrop(0, crop, unused, target, 0))
                .isFalse();
        assertThat(unused.nextLong()).isEqualTo(new Seed(1).stream().nextLong());
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
        assertThatThrownBy(() -> ImageFolder.open(folder, VIEW))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(part);
    }
}
