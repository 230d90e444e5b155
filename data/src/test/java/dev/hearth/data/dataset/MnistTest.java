package dev.hearth.data.dataset;

import static dev.hearth.data.image.SmallFiles.gzip;
import static dev.hearth.data.image.SmallFiles.idx;
import static dev.hearth.data.image.SmallFiles.ramp;
import static dev.hearth.data.image.SmallFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {

    private static final String IMAGES = "train-images-idx3-ubyte";
    private static final String LABELS = "train-labels-idx1-ubyte";

    @TempDir private Path folder;

    @Test
    void values_are_bytes_over_255_at_the_offset() {
        write(folder.resolve("mnist/" + IMAGES), idx(ramp(24), 2, 3, 4));
        write(folder.resolve("mnist/" + LABELS + ".gz"), gzip(idx(new byte[] {9, 0}, 2)));
        Dataset train = Mnist.read(folder, Split.TRAIN);
        assertThat(train.name()).isEqualTo("mnist/train");
        assertThat(train.size()).isEqualTo(2);
        assertThat(train.pixels()).isEqualTo(new ImageShape(1, 3, 4));
        assertThat(train.classNames()).hasSize(10).startsWith("0").endsWith("9");
        assertThat(train.label(0)).isEqualTo(9);
        assertThat(train.label(1)).isZero();
        float[] target = new float[14];
        train.read(1, target, 1);
        for (int i = 0; i < 12; i++) {
            assertThat(target[1 + i]).isEqualTo(((12 + i) * 7 & 0xFF) / 255f);
        }
        assertThat(target[0]).isZero();
        assertThat(target[13]).isZero();
    }

    @Test
    void the_test_half_reads_from_the_folder_itself() {
        write(folder.resolve("t10k-images-idx3-ubyte.gz"), gzip(idx(ramp(4), 1, 2, 2)));
        write(folder.resolve("t10k-labels-idx1-ubyte"), idx(new byte[] {3}, 1));
        assertThat(Mnist.read(folder, Split.TEST).label(0)).isEqualTo(3);
    }

    @Test
    void the_digest_tells_content_not_packing() {
        writePair(new byte[] {1, 2});
        String plain = Mnist.read(folder, Split.TRAIN).digest();
        write(folder.resolve(IMAGES), gzip(idx(ramp(8), 2, 2, 2)));
        assertThat(Mnist.read(folder, Split.TRAIN).digest())
                .isEqualTo(plain)
                .matches("[0-9a-f]{64}");
        writePair(new byte[] {1, 3});
        assertThat(Mnist.read(folder, Split.TRAIN).digest()).isNotEqualTo(plain);
    }

    @Test
    void indices_beyond_the_end_are_refused() {
        writePair(new byte[] {1, 2});
        Dataset train = Mnist.read(folder, Split.TRAIN);
        assertThatThrownBy(() -> train.label(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> train.read(-1, new float[4], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> train.read(0, new float[4], 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void missing_files_are_named() {
        refuses(
                "MNIST needs train-images-idx3-ubyte or train-images-idx3-ubyte.gz. Received:"
                        + " neither in "
                        + folder.resolve("mnist")
                        + " nor in "
                        + folder
                        + ". Fetch it with");
    }

    @Test
    void a_label_that_is_no_digit_is_refused() {
        writePair(new byte[] {1, 10});
        refuses("MNIST needs labels from 0 to 9. Received: 10 for image 1 in ");
    }

    @Test
    void counts_that_differ_are_refused() {
        writePair(new byte[] {1, 2, 3});
        refuses("MNIST needs as many labels as images. Received: 2 images in ");
    }

    @Test
    void exchanged_files_are_refused() {
        write(folder.resolve(LABELS), idx(ramp(8), 2, 2, 2));
        write(folder.resolve(IMAGES), idx(new byte[] {1, 2}, 2));
        refuses("MNIST needs images of three dimensions and labels of one. Received: extents [2]");
    }

    private void writePair(byte[] labels) {
        write(folder.resolve(IMAGES), idx(ramp(8), 2, 2, 2));
        write(folder.resolve(LABELS), idx(labels, labels.length));
    }

    private void refuses(String part) {
        assertThatThrownBy(() -> Mnist.read(folder, Split.TRAIN))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(part);
    }
}
