package dev.hearth.data.dataset;

import static dev.hearth.data.image.SmallFiles.cifar;
import static dev.hearth.data.image.SmallFiles.names;
import static dev.hearth.data.image.SmallFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.image.FileBytes;
import dev.hearth.data.image.Mutations;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarTest {

    @TempDir private Path folder;
    private Path ten;
    private Path hundred;

    @BeforeEach
    void publish() {
        ten = folder.resolve("cifar-10-batches-bin");
        write(ten.resolve("batches.meta.txt"), names(10));
        for (int i = 1; i <= 5; i++) {
            write(ten.resolve("data_batch_" + i + ".bin"), cifar(new int[] {i}, new int[] {i + 4}));
        }
        write(ten.resolve("test_batch.bin"), cifar(new int[] {0}));
        hundred = folder.resolve("cifar-100-binary");
        write(hundred.resolve("fine_label_names.txt"), names(100));
        write(hundred.resolve("coarse_label_names.txt"), names(20));
        write(hundred.resolve("train.bin"), cifar(new int[] {19, 99}, new int[] {4, 0}));
        write(hundred.resolve("test.bin"), cifar(new int[] {7, 50}));
    }

    @Test
    void the_batches_of_cifar_10_follow_one_another() {
        Dataset train = Cifar.ten(folder, Split.TRAIN);
        assertThat(train.name()).isEqualTo("cifar-10/train");
        assertThat(train.size()).isEqualTo(10);
        assertThat(train.pixels()).isEqualTo(new ImageShape(3, 32, 32));
        assertThat(train.classNames()).isEqualTo(names(10));
        int[] labels = new int[10];
        Arrays.setAll(labels, train::label);
        assertThat(labels).containsExactly(1, 5, 2, 6, 3, 7, 4, 8, 5, 9);
        float[] target = new float[3074];
        train.read(3, target, 2);
        for (int i = 0; i < 3072; i++) {
            assertThat(target[2 + i]).isEqualTo((1 + i & 0xFF) / 255f);
        }
        assertThat(Cifar.ten(ten, Split.TEST).size()).isEqualTo(1);
        assertThat(Cifar.recordsOfTen(ten.resolve("data_batch_1.bin"))).isEqualTo(2);
    }

    @Test
    void cifar_100_gives_either_label() {
        Dataset fine = Cifar.hundred(folder, Split.TRAIN, Cifar.Labels.FINE);
        Dataset coarse = Cifar.hundred(hundred, Split.TRAIN, Cifar.Labels.COARSE);
        assertThat(List.of(fine.label(0), fine.label(1))).containsExactly(99, 0);
        assertThat(List.of(coarse.label(0), coarse.label(1))).containsExactly(19, 4);
        assertThat(fine.classNames()).hasSize(100);
        assertThat(coarse.classNames()).hasSize(20);
        assertThat(coarse.name()).isEqualTo("cifar-100/train-coarse");
        assertThat(fine.digest()).isNotEqualTo(coarse.digest());
        float[] target = new float[3072];
        fine.read(1, target, 0);
        assertThat(target[0]).isEqualTo(1 / 255f);
        assertThat(Cifar.recordsOfHundred(hundred.resolve("train.bin"))).isEqualTo(2);
    }

    @Test
    void labels_out_of_range_are_refused() {
        write(ten.resolve("test_batch.bin"), cifar(new int[] {9}, new int[] {10}));
        assertThatThrownBy(() -> Cifar.ten(folder, Split.TEST))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(
                        "A CIFAR-10 file needs labels from 0 to 9. Received: 10 in record 1 of ");
        write(hundred.resolve("test.bin"), cifar(new int[] {20, 3}));
        assertThatThrownBy(() -> Cifar.hundred(folder, Split.TEST, Cifar.Labels.FINE))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("coarse labels from 0 to 19. Received: 20 in record 0");
        write(hundred.resolve("test.bin"), cifar(new int[] {3, 100}));
        assertThatThrownBy(() -> Cifar.hundred(folder, Split.TEST, Cifar.Labels.COARSE))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("fine labels from 0 to 99. Received: 100 in record 0");
    }

    @Test
    void sizes_that_are_no_records_are_refused() {
        write(ten.resolve("test_batch.bin"), new byte[3072]);
        assertThatThrownBy(() -> Cifar.ten(folder, Split.TEST))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(
                        "one or more records of 3073 bytes. Received: 3072 bytes in "
                                + ten.resolve("test_batch.bin"));
        write(ten.resolve("test_batch.bin"), new byte[0]);
        assertThatThrownBy(() -> Cifar.ten(folder, Split.TEST))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Received: 0 bytes");
    }

    @Test
    void missing_files_are_named() {
        assertThatThrownBy(() -> Cifar.ten(hundred, Split.TEST))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(
                        "CIFAR-10's class names. Received: no file "
                                + hundred.resolve("batches.meta.txt"));
    }

    @Test
    void class_names_are_counted() {
        write(ten.resolve("batches.meta.txt"), names(9));
        assertThatThrownBy(() -> Cifar.ten(folder, Split.TEST))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(
                        "CIFAR-10's class names: 10 different names, one a line. Received: 9"
                                + " different in 9 lines");
        write(ten.resolve("batches.meta.txt"), new byte[] {'a', (byte) 0xFF});
        assertThatThrownBy(() -> Cifar.ten(folder, Split.TEST))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("in UTF-8. Received: other bytes");
    }

    @Test
    void damaged_files_read_or_are_refused() {
        assertMixed(1000, ten.resolve("test_batch.bin"), () -> Cifar.ten(folder, Split.TEST));
        assertMixed(
                1000,
                hundred.resolve("test.bin"),
                () -> Cifar.hundred(folder, Split.TEST, Cifar.Labels.FINE));
        assertMixed(250, ten.resolve("batches.meta.txt"), () -> Cifar.ten(folder, Split.TEST));
        assertMixed(
                250,
                hundred.resolve("coarse_label_names.txt"),
                () -> Cifar.hundred(folder, Split.TEST, Cifar.Labels.COARSE));
    }

    private static void assertMixed(int count, Path file, Runnable read) {
        byte[] good = FileBytes.read(file, 1 << 20, "test");
        Mutations.Outcome outcome =
                Mutations.run(
                        good,
                        count,
                        bad -> {
                            write(file, bad);
                            read.run();
                        });
        assertThat(outcome.read()).isGreaterThan(count / 20);
        assertThat(outcome.refused()).isGreaterThan(count / 20);
        write(file, good);
    }
}
