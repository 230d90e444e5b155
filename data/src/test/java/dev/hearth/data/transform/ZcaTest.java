package dev.hearth.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.InMemoryDataset;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ZcaTest {

    private static final ImageShape PIXELS = new ImageShape(3, 4, 5);

    /** Neighbouring values hang together, as in pictures. */
    private static Dataset pictures(int size, long seed) {
        RandomStream random = new Seed(seed).stream();
        int count = PIXELS.count();
        float[] images = new float[size * count];
        for (int i = 0; i < size; i++) {
            double walk = random.nextGaussian();
            for (int j = 0; j < count; j++) {
                walk = 0.9 * walk + 0.3 * random.nextGaussian();
                images[i * count + j] = (float) (2 + walk);
            }
        }
        return InMemoryDataset.of("pictures", PIXELS, List.of("only"), images, new int[size]);
    }

    private static double[][] covariance(Dataset set) {
        int count = set.pixels().count();
        double[] mean = new double[count];
        double[][] matrix = new double[count][count];
        float[] image = new float[count];
        for (int i = 0; i < set.size(); i++) {
            set.read(i, image, 0);
            for (int j = 0; j < count; j++) {
                mean[j] += image[j] / (double) set.size();
            }
        }
        for (int i = 0; i < set.size(); i++) {
            set.read(i, image, 0);
            for (int j = 0; j < count; j++) {
                for (int k = 0; k < count; k++) {
                    matrix[j][k] += (image[j] - mean[j]) * (image[k] - mean[k]) / set.size();
                }
            }
        }
        return matrix;
    }

    @Test
    void the_covariance_agrees_with_a_naive_twin() {
        Dataset set = pictures(700, 1);
        double[][] expected = covariance(set);
        double[][] blocked = Covariance.of(set, new HelperThreads(3)).matrix();
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected.length; j++) {
                assertThat(blocked[i][j]).isCloseTo(expected[i][j], within(1e-12));
            }
        }
    }

    @Test
    void whitened_training_images_have_the_covariance_lambda_over_lambda_plus_epsilon() {
        Dataset set = pictures(900, 2);
        double epsilon = 0.05;
        Dataset whitened = new Zca(epsilon).fit(set, 2).of(set, 2);
        // W C W = C (C + εI)⁻¹, so W C W (C + εI) = C.
        double[][] before = covariance(set);
        double[][] after = covariance(whitened);
        int count = before.length;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                double sum = epsilon * after[i][j];
                for (int k = 0; k < count; k++) {
                    sum += after[i][k] * before[k][j];
                }
                assertThat(sum).isCloseTo(before[i][j], within(1e-5));
            }
        }
    }

    @Test
    void the_inverse_root_is_accurate_for_every_condition() {
        for (double condition : new double[] {1, 10, 1e4, 1e8}) {
            int size = 101;
            double[][] matrix = new double[size][size];
            double[][] expected = new double[size][size];
            for (int i = 0; i < size; i++) {
                double value = 5 * Math.pow(condition, -(double) i / (size - 1));
                matrix[i][i] = value;
                expected[i][i] = 1 / Math.sqrt(value);
            }
            RandomStream random = new Seed(3).stream();
            for (int turn = 0; turn < 3; turn++) {
                double[] axis = new double[size];
                for (int i = 0; i < size; i++) {
                    axis[i] = random.nextGaussian();
                }
                reflect(matrix, axis);
                reflect(expected, axis);
            }
            double[] root = Zca.inverseRoot(matrix, 0);
            double most = Math.sqrt(condition / 5);
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    // Higham's measure: the size times the condition times one rounding.
                    assertThat(root[i * size + j])
                            .isCloseTo(expected[i][j], within(most * size * condition * 0x1p-53));
                }
            }
        }
    }

    /** A ← HAH with the Householder reflection H of an axis. */
    private static void reflect(double[][] matrix, double[] axis) {
        int size = axis.length;
        double square = 0;
        for (double value : axis) {
            square += value * value;
        }
        for (double[] row : matrix) {
            double sum = 0;
            for (int j = 0; j < size; j++) {
                sum += row[j] * axis[j];
            }
            for (int j = 0; j < size; j++) {
                row[j] -= 2 * sum / square * axis[j];
            }
        }
        for (int j = 0; j < size; j++) {
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += axis[i] * matrix[i][j];
            }
            for (int i = 0; i < size; i++) {
                matrix[i][j] -= 2 * sum / square * axis[i];
            }
        }
    }

    @Test
    void the_fit_does_not_depend_on_the_count_of_threads() {
        Dataset set = pictures(300, 4);
        Whitening alone = new Zca(0.1).fit(set, 1);
        int threads = LibTorch.threads();
        LibTorch.threads(3);
        Whitening together = new Zca(0.1).fit(set, 4);
        LibTorch.threads(threads);
        assertThat(together.matrix()).isEqualTo(alone.matrix());
        assertThat(together.mean()).isEqualTo(alone.mean());
        assertThat(values(alone.of(set, 1))).isEqualTo(values(together.of(set, 3)));
    }

    private static float[] values(Dataset set) {
        int count = set.pixels().count();
        float[] values = new float[set.size() * count];
        for (int i = 0; i < set.size(); i++) {
            set.read(i, values, i * count);
        }
        return values;
    }

    @Test
    void whitening_is_the_matrix_times_the_image_without_its_mean() {
        Dataset set = pictures(70, 5);
        Whitening fitted = new Zca(0.1).fit(set, 2);
        Whitening rebuilt = Whitening.of(PIXELS, fitted.mean(), fitted.matrix());
        Dataset other = pictures(45, 6);
        Dataset whitened = rebuilt.of(other, 2);
        assertThat(whitened.digest())
                .isEqualTo(fitted.of(other, 1).digest())
                .isNotEqualTo(other.digest());
        assertThat(whitened.name()).isEqualTo("pictures");
        int count = PIXELS.count();
        float[] matrix = fitted.matrix();
        float[] mean = fitted.mean();
        float[] image = new float[count];
        float[] white = new float[count];
        for (int i = 0; i < 45; i++) {
            other.read(i, image, 0);
            whitened.read(i, white, 0);
            for (int j = 0; j < count; j++) {
                double sum = 0;
                for (int k = 0; k < count; k++) {
                    sum += matrix[j * count + k] * (image[k] - mean[k]);
                }
                assertThat((double) white[j]).isCloseTo(sum, within(1e-4));
            }
        }
    }

    @Test
    void a_fit_is_kept_and_a_damaged_one_is_made_anew(@TempDir Path home) throws IOException {
        Path folder = home.resolve("fits");
        Dataset set = pictures(80, 7);
        float[] matrix = new Zca(0.1).fit(set, 2, folder).matrix();
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.reduce((a, b) -> Path.of("more than one")).orElseThrow();
        }
        byte[] sound = Files.readAllBytes(file);
        assertThat(new Zca(0.1).fit(new Unreadable(set), 2, folder).matrix()).isEqualTo(matrix);
        RandomStream random = new Seed(8).stream();
        for (int trial = 0; trial < 24; trial++) {
            byte[] damaged = sound.clone();
            if (trial % 3 == 0) {
                damaged = java.util.Arrays.copyOf(damaged, random.nextInt(sound.length));
            } else {
                damaged[random.nextInt(sound.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, damaged);
            assertThat(new Zca(0.1).fit(set, 2, folder).matrix()).isEqualTo(matrix);
            assertThat(Files.readAllBytes(file)).isEqualTo(sound);
        }
        new Zca(0.2).fit(set, 2, folder);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2).allMatch(kept -> kept.toString().endsWith(".bin"));
        }
    }

    /** Fails if anything but its name and digest is asked for. */
    private record Unreadable(Dataset origin) implements Dataset {
        @Override
        public String name() {
            return origin.name();
        }

        @Override
        public int size() {
            return origin.size();
        }

        @Override
        public ImageShape pixels() {
            return origin.pixels();
        }

        @Override
        public List<String> classNames() {
            return origin.classNames();
        }

        @Override
        public int label(int index) {
            throw new AssertionError("a kept fit needs no labels");
        }

        @Override
        public void read(int index, float[] target, int offset) {
            throw new AssertionError("a kept fit needs no images");
        }

        @Override
        public String digest() {
            return origin.digest();
        }
    }

    @Test
    void what_fails_on_a_thread_surfaces() {
        Dataset set = pictures(100, 1);
        Whitening fitted = new Zca(0.1).fit(set, 2);
        assertThatThrownBy(() -> fitted.of(new Unreadable(set), 3))
                .isInstanceOf(AssertionError.class)
                .hasMessage("a kept fit needs no images");
    }

    @Test
    void a_folder_that_cannot_be_written_is_named(@TempDir Path home) throws IOException {
        Path file = Files.createFile(home.resolve("file"));
        assertThatThrownBy(() -> new Zca(0.1).fit(pictures(80, 1), 1, file))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(
                        "The folder " + file + " should keep a fitted whitening. Received: ")
                .hasMessageEndingWith("Name a folder that can be written, with 0 MiB free.");
    }

    @Test
    void refuses_numbers_outside_of_their_ranges() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Zca(0))
                .withMessage(
                        "Zca needs ε above 0. Received: 0.0. Use 0.1 after contrast normalisation,"
                                + " 1e-5 without it.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Zca(1).fit(pictures(3, 1), 0))
                .withMessage(
                        "Whitening needs at least one thread. Received: 0. Use 1 for the caller's"
                                + " own.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Whitening.of(PIXELS, new float[60], new float[60]))
                .withMessage(
                        "Whitening of 3×4×5 needs a mean of 60 values and a matrix of 3600."
                                + " Received: 60 and 60. Give the arrays that were fitted for this"
                                + " extent.");
        Whitening small = Whitening.of(new ImageShape(1, 1, 1), new float[1], new float[] {1});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small.of(pictures(3, 1), 1))
                .withMessage(
                        "Whitening fitted on images of 1×1×1 needs the same extent. Received:"
                                + " pictures of 3×4×5. Fit it on images of that extent.");
    }
}
