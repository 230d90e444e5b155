package dev.hearth.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.Dataset;
import dev.hearth.data.dataset.Cifar;
import dev.hearth.data.dataset.Mnist;
import dev.hearth.data.dataset.Split;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The data sets themselves, where HEARTH_DATA names a folder that holds them. CIFAR-100 there may
 * be the class-balanced subset of 6,000 and 2,500 images.
 */
@EnabledIfEnvironmentVariable(
        named = "HEARTH_DATA",
        matches = ".+",
        disabledReason = "the published data sets are not at hand")
class PublishedDataTest {

    private final Path folder = Path.of(System.getenv().getOrDefault("HEARTH_DATA", "."));

    @Test
    void mnist_has_its_counts_and_means() {
        Dataset train = Mnist.read(folder, Split.TRAIN);
        assertThat(perClass(train))
                .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
        assertMoments(train, new double[] {0.1307}, new double[] {0.3081});
        Dataset test = Mnist.read(folder, Split.TEST);
        assertThat(perClass(test))
                .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
        assertMoments(test, new double[] {0.1325}, new double[] {0.3105});
    }

    @Test
    void cifar_10_has_its_counts_and_means() {
        Dataset train = Cifar.ten(folder, Split.TRAIN);
        assertThat(train.classNames()).startsWith("airplane", "automobile").endsWith("truck");
        assertThat(perClass(train)).hasSize(10).containsOnly(5000);
        assertMoments(
                train,
                new double[] {0.4914, 0.4822, 0.4465},
                new double[] {0.2470, 0.2435, 0.2616});
        Dataset test = Cifar.ten(folder, Split.TEST);
        assertThat(perClass(test)).hasSize(10).containsOnly(1000);
        assertMoments(
                test, new double[] {0.4942, 0.4851, 0.4504}, new double[] {0.2467, 0.2429, 0.2616});
    }

    @Test
    void cifar_100_has_its_counts_and_means() {
        Dataset train = Cifar.hundred(folder, Split.TRAIN, Cifar.Labels.FINE);
        Dataset test = Cifar.hundred(folder, Split.TEST, Cifar.Labels.FINE);
        assertThat(train.classNames()).startsWith("apple", "aquarium_fish").endsWith("worm");
        assertThat(perClass(train)).hasSize(100).containsOnly(train.size() / 100);
        assertThat(perClass(test)).hasSize(100).containsOnly(test.size() / 100);
        Dataset groups = Cifar.hundred(folder, Split.TEST, Cifar.Labels.COARSE);
        assertThat(perClass(groups)).hasSize(20).containsOnly(groups.size() / 20);
        if (train.size() == 6000) {
            assertMoments(
                    train,
                    new double[] {0.5086, 0.4866, 0.4412},
                    new double[] {0.2694, 0.2597, 0.2788});
            assertThat(test.size()).isEqualTo(2500);
            assertMoments(
                    test,
                    new double[] {0.5084, 0.4868, 0.4397},
                    new double[] {0.2685, 0.2584, 0.2774});
        } else {
            assertThat(train.size()).isEqualTo(50000);
            assertMoments(
                    train,
                    new double[] {0.5071, 0.4865, 0.4409},
                    new double[] {0.2673, 0.2564, 0.2762});
            assertThat(test.size()).isEqualTo(10000);
        }
    }

    @Test
    @Tag("long")
    void mnist_delivers_300_000_images_a_second() {
        Dataset train = Mnist.read(folder, Split.TRAIN);
        float[] target = new float[784];
        double best = 0;
        for (int round = 0; round < 5; round++) {
            long begin = System.nanoTime();
            for (int i = 0; i < train.size(); i++) {
                train.read(i, target, 0);
            }
            best = Math.max(best, train.size() * 1e9 / (System.nanoTime() - begin));
        }
        assertThat(best).isGreaterThan(300_000);
    }

    private static int[] perClass(Dataset dataset) {
        int[] counts = new int[dataset.classNames().size()];
        for (int i = 0; i < dataset.size(); i++) {
            counts[dataset.label(i)]++;
        }
        return counts;
    }

    /** Within half of the last digit given. */
    private static void assertMoments(Dataset dataset, double[] means, double[] deviations) {
        int channels = dataset.pixels().channels();
        int plane = dataset.pixels().count() / channels;
        double[] sums = new double[channels];
        double[] squares = new double[channels];
        float[] image = new float[dataset.pixels().count()];
        for (int i = 0; i < dataset.size(); i++) {
            dataset.read(i, image, 0);
            for (int j = 0; j < image.length; j++) {
                sums[j / plane] += image[j];
                squares[j / plane] += (double) image[j] * image[j];
            }
        }
        double count = (double) dataset.size() * plane;
        double[] mean = Arrays.stream(sums).map(sum -> sum / count).toArray();
        for (int c = 0; c < channels; c++) {
            assertThat(mean[c]).isCloseTo(means[c], within(0.5e-4));
            assertThat(Math.sqrt(squares[c] / count - mean[c] * mean[c]))
                    .isCloseTo(deviations[c], within(0.5e-4));
        }
    }
}
