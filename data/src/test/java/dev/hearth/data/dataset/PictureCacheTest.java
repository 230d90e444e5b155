package dev.hearth.data.dataset;

import static dev.hearth.data.image.SmallFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.Chain;
import dev.hearth.data.Loader;
import dev.hearth.data.image.SmallPictures;
import dev.hearth.data.transform.Flip;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.RandomResizedCrop;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureCacheTest {

    private static final InputSpec VIEW = InputSpec.unscaled(8, 0.875);
    private static final RandomResizedCrop CROP =
            new RandomResizedCrop(8, 0.35, 4.0 / 3, Flip.HORIZONTAL);

    @TempDir private Path temp;
    private Path pets;
    private Path kept;

    @BeforeEach
    void draw() {
        pets = temp.resolve("pets");
        kept = temp.resolve("kept");
        for (int i = 0; i < 3; i++) {
            write(pets.resolve("cat/" + i + ".png"), SmallPictures.png(image(i, 70, 50)));
            write(pets.resolve("dog/" + i + ".jpg"), SmallPictures.jpeg(image(i, 90, 64), false));
        }
    }

    private static BufferedImage image(int salt, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        RandomStream random = new Seed(salt).stream();
        for (int i = 0; i < width * height; i++) {
            int x = i % width;
            int blue = (int) (128 + 90 * Math.sin(x / 5.0 + salt)) + random.nextInt(20);
            image.setRGB(x, i / width, (i / width * 3 & 0xFF) << 16 | x * 2 << 8 | blue);
        }
        return image;
    }

    private ImageFolder plain() {
        return ImageFolder.open(pets, VIEW);
    }

    private ImageFolder cached() {
        return plain().cached(new PictureCache(kept));
    }

    /** All values of two epochs with crops, and of the squares. */
    private static List<float[]> values(ImageFolder folder, int threads) {
        List<float[]> all = new ArrayList<>();
        Loader loader =
                new Loader(folder, 2, new Seed(5)).threads(threads).augment(new Chain(CROP));
        for (int epoch = 0; epoch < 2; epoch++) {
            try (var batches = loader.epoch(epoch).open()) {
                while (batches.hasNext()) {
                    all.add(batches.next().images().clone());
                }
            }
        }
        all.addAll(squares(folder));
        return all;
    }

    private static List<float[]> squares(ImageFolder folder) {
        List<float[]> all = new ArrayList<>();
        for (int i = 0; i < folder.size(); i++) {
            float[] square = new float[folder.pixels().count()];
            folder.read(i, square, 0);
            all.add(square);
        }
        return all;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(kept)) {
            return files.toList();
        }
    }

    private Path file() throws IOException {
        return files().get(0);
    }

    private static void assertSame(List<float[]> one, List<float[]> other) {
        assertThat(one).hasSameSizeAs(other);
        for (int i = 0; i < one.size(); i++) {
            assertThat(one.get(i)).isEqualTo(other.get(i));
        }
    }

    @Test
    void what_is_kept_is_the_same_to_the_bit_in_each_epoch_and_run() {
        List<float[]> expected = values(plain(), 0);
        ImageFolder folder = cached();
        assertSame(values(folder, 0), expected);
        assertSame(values(folder, 2), expected);
        assertSame(values(cached(), 2), expected);
    }

    @Test
    void a_kept_picture_is_not_decoded_again() throws IOException {
        ImageFolder folder = cached();
        List<float[]> expected = values(folder, 0);
        // The contents' digests are known; of the pictures themselves only what is kept is left.
        for (int i = 0; i < folder.size(); i++) {
            Files.delete(folder.file(i));
        }
        assertSame(values(folder, 0), expected);
        assertSame(values(folder.through(VIEW), 0), expected);
    }

    @Test
    void a_picture_that_has_changed_is_decoded_anew() {
        values(cached(), 0);
        write(pets.resolve("cat/1.png"), SmallPictures.png(image(9, 50, 70)));
        assertSame(values(cached(), 0), values(plain(), 0));
    }

    @Test
    void what_a_picture_was_changed_to_meanwhile_is_not_kept_as_what_it_was() throws IOException {
        ImageFolder folder = cached();
        Path file = folder.file(0);
        byte[] before = Files.readAllBytes(file);
        folder.content(0);
        write(file, SmallPictures.png(image(9, 50, 70)));
        float[] square = new float[folder.pixels().count()];
        folder.read(0, square, 0);
        folder.readCrop(0, CROP, new Seed(1).stream(), square, 0);
        write(file, before);
        assertSame(values(cached(), 0), values(plain(), 0));
    }

    @Test
    void other_views_and_crops_are_kept_beside() {
        values(cached(), 0);
        InputSpec other = InputSpec.unscaled(30, 1);
        assertSame(values(cached().through(other), 0), values(plain().through(other), 0));
        RandomResizedCrop large = RandomResizedCrop.googLeNet(40);
        float[] one = new float[3 * 1600];
        float[] two = new float[3 * 1600];
        for (int i = 0; i < 6; i++) {
            cached().readCrop(i, large, new Seed(i).stream(), one, 0);
            plain().readCrop(i, large, new Seed(i).stream(), two, 0);
            assertThat(one).isEqualTo(two);
        }
    }

    @Test
    void what_was_written_in_part_or_spoilt_counts_as_absent() throws IOException {
        List<float[]> expected = values(cached(), 0);
        byte[] whole = Files.readAllBytes(file());
        for (int length : new int[] {0, 5, 30, 200, whole.length / 2, whole.length - 1}) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertSame(values(cached(), 0), expected);
            assertThat(Files.size(file())).as("cut at " + length).isEqualTo(whole.length);
        }
        for (int at = 20; at < whole.length; at += whole.length / 40) {
            byte[] spoilt = whole.clone();
            spoilt[at] ^= 0x55;
            Files.write(file(), spoilt);
            assertSame(values(cached(), 0), expected);
        }
        byte[] older = whole.clone();
        older[16] = '0';
        Files.write(file(), older);
        assertSame(values(cached(), 0), expected);
        assertThat(Files.size(file())).isEqualTo(whole.length);
    }

    @Test
    void two_users_at_the_same_time_fill_one_file() throws IOException {
        ImageFolder first = cached();
        float[] square = new float[first.pixels().count()];
        first.read(0, square, 0);
        long one = Files.size(file());
        ImageFolder second = cached();
        second.read(1, square, 0);
        long two = Files.size(file());
        assertThat(two).isGreaterThan(one);
        first.read(2, square, 0);
        first.read(1, square, 0);
        assertThat(Files.size(file()) - two).isEqualTo(two - one);
        assertSame(values(second, 0), values(plain(), 0));
        assertSame(values(first, 0), values(plain(), 0));
    }

    @Test
    void a_file_that_another_has_begun_anew_is_read_anew() throws IOException {
        ImageFolder first = cached();
        List<float[]> expected = values(first, 0);
        Files.write(file(), new byte[0]);
        float[] square = new float[first.pixels().count()];
        cached().read(3, square, 0);
        assertSame(values(first, 0), expected);
        assertSame(values(cached(), 2), expected);
    }

    @Test
    void nothing_is_kept_beyond_the_limit_and_the_oldest_goes_first() throws IOException {
        List<float[]> expected = values(plain(), 0);
        ImageFolder folder = plain().cached(new PictureCache(kept, 5000));
        assertSame(values(folder, 0), expected);
        assertThat(Files.size(file())).isBetween(1000L, 5000L);
        Path old = write(kept.resolve("old.pictures"), new byte[3000]);
        Files.setLastModifiedTime(old, FileTime.fromMillis(1000));
        Path strange = write(kept.resolve("notes.txt"), new byte[9000]);
        assertSame(values(plain().cached(new PictureCache(kept, 5000)), 0), expected);
        assertThat(old).doesNotExist();
        assertThat(strange).exists();
        assertThatThrownBy(() -> new PictureCache(kept, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Received: 0.");
    }

    @Test
    void the_limit_is_that_of_all_files_together() throws IOException {
        for (int i = 0; i < 3; i++) {
            write(temp.resolve("cars/red/" + i + ".png"), SmallPictures.png(image(i, 40, 40)));
        }
        ImageFolder cars = ImageFolder.open(temp.resolve("cars"), VIEW);
        PictureCache cache = new PictureCache(kept, 2000);
        squares(plain().cached(cache));
        assertSame(squares(cars.cached(cache)), squares(cars));
        assertThat(files()).hasSize(2);
        assertThat(files().stream().mapToLong(each -> each.toFile().length()).sum())
                .isBetween(1600L, 2000L);
        // What the next run does not use makes room for what it does.
        assertSame(squares(cars.cached(new PictureCache(kept, 2000))), squares(cars));
        assertThat(files()).singleElement().asString().contains("cars-");
        assertThat(Files.size(file())).isBetween(700L, 2000L);
    }

    private static void readInterrupted(ImageFolder folder) {
        float[] square = new float[folder.pixels().count()];
        Thread.currentThread().interrupt();
        try {
            folder.read(0, square, 0);
        } catch (RuntimeException interrupted) {
            // Reading the picture itself may fail too.
            assertThat(interrupted.getMessage()).contains("Received: ");
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void an_interrupt_closes_nothing_for_good() {
        ImageFolder folder = cached();
        List<float[]> expected = values(folder, 0);
        readInterrupted(folder);
        assertSame(values(folder, 0), expected);
    }

    @Test
    void an_interrupt_on_first_use_is_no_failing_disk() throws IOException {
        ImageFolder folder = cached();
        folder.content(0);
        readInterrupted(folder);
        squares(folder);
        assertThat(Files.size(file())).isGreaterThan(1000);
    }

    @Test
    void a_folder_that_cannot_be_made_costs_time_alone() {
        write(kept, new byte[1]);
        assertSame(values(cached(), 0), values(plain(), 0));
    }
}
