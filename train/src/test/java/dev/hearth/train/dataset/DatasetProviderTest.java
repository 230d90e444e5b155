package dev.hearth.train.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.InMemoryDataset;
import dev.hearth.data.transform.Whitening;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Preprocessing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetProviderTest {

    @TempDir private Path temp;

    private DatasetProvider datasets() {
        return new DatasetProvider(temp, temp.resolve("cache"));
    }

    private DatasetProvider.Sets open(String set) {
        return datasets().open(new DatasetSpec(set, 0, 0), new Preprocessing.Plain());
    }

    /** One image, or its label. */
    private static byte[] idx(int... extents) {
        int values = IntStream.of(extents).reduce(1, (a, b) -> a * b);
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * extents.length + values);
        file.putInt(0x800 + extents.length);
        IntStream.of(extents).forEach(file::putInt);
        return file.array();
    }

    private void digits() throws IOException {
        for (String half : List.of("train", "t10k")) {
            Files.write(temp.resolve(half + "-images-idx3-ubyte"), idx(1, 2, 2));
            Files.write(temp.resolve(half + "-labels-idx1-ubyte"), idx(1));
        }
    }

    private void names(String file, int count) throws IOException {
        Files.writeString(
                temp.resolve(file),
                IntStream.range(0, count)
                        .mapToObj(i -> "class " + i)
                        .collect(Collectors.joining("\n")));
    }

    @Test
    void plain_files_in_the_folder_itself_are_there_as_they_are_read() throws IOException {
        assertThat(datasets().has("mnist")).isFalse();
        digits();
        assertThat(datasets().has("mnist")).isTrue();
        assertThat(open("mnist").testing().size()).isEqualTo(1);

        names("batches.meta.txt", 10);
        for (int i = 1; i <= 5; i++) {
            assertThat(datasets().has("cifar-10-validation")).isFalse();
            Files.write(temp.resolve("data_batch_" + i + ".bin"), new byte[3073 * 1001]);
        }
        assertThat(datasets().has("cifar-10-validation")).isTrue();
        assertThat(open("cifar-10-validation").testing().size()).isEqualTo(5000);
        assertThat(datasets().has("cifar-10")).isFalse();
        Files.write(temp.resolve("test_batch.bin"), new byte[3073]);
        assertThat(datasets().has("cifar-10")).isTrue();
        assertThat(open("cifar-10").training().size()).isEqualTo(5005);

        names("fine_label_names.txt", 100);
        Files.write(temp.resolve("train.bin"), new byte[3074]);
        assertThat(datasets().has("cifar-100")).isFalse();
        Files.write(temp.resolve("test.bin"), new byte[3074]);
        assertThat(datasets().has("cifar-100")).isTrue();
        assertThat(open("cifar-100").testing().size()).isEqualTo(1);
    }

    @Test
    void a_source_that_prepares_its_images_keeps_its_whitening() {
        ImageShape pixels = new ImageShape(1, 1, 1);
        Dataset images =
                InMemoryDataset.of("mine", pixels, List.of("one"), new float[2], new int[2]);
        Whitening whitening = Whitening.of(pixels, new float[1], new float[] {1});
        DatasetOpener mine =
                new DatasetOpener() {
                    @Override
                    public DatasetProvider.Sets open(DatasetSpec spec) {
                        return new DatasetProvider.Sets(images, images);
                    }

                    @Override
                    public Optional<DatasetProvider.Sets> openPrepared(
                            DatasetSpec spec, Preprocessing preparation) {
                        return Optional.of(
                                new DatasetProvider.Sets(images, images, Optional.of(whitening)));
                    }
                };
        DatasetProvider.Sets sets =
                datasets()
                        .with("mine", mine)
                        .open(new DatasetSpec("mine", 1, 0), new Preprocessing.Plain());
        assertThat(sets.training().size()).isEqualTo(1);
        assertThat(sets.whitening()).contains(whitening);
    }

    @Test
    void files_that_are_there_and_damaged_are_told_from_missing_ones() throws IOException {
        assertThatThrownBy(() -> open("mnist")).isExactlyInstanceOf(BadDataException.class);
        digits();
        Files.write(temp.resolve("t10k-labels-idx1-ubyte"), new byte[] {0, 0, 8, 3, 9});
        assertThatThrownBy(() -> open("mnist")).isInstanceOf(UnreadableDatasetException.class);
    }
}
