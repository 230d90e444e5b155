package dev.hearth.data.strokes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Sha256;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.security.MessageDigest;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StrokesTest {

    private static final Seed SEED = new Seed(1);

    private static String digest(Strokes digits, int count) {
        MessageDigest sha = Sha256.sha256();
        for (int i = 0; i < count; i++) {
            sha.update((byte) digits.label(i));
            sha.update(digits.bytes(i));
        }
        return Sha256.hexadecimal(sha);
    }

    @Test
    void the_first_hundred_are_the_same_bytes_on_every_machine() {
        assertThat(digest(new Strokes(100, SEED), 100))
                .isEqualTo("3dffa1bdf59757a06b97c5fade484c1088eec6a8cd6cdaa3dc1801ee2f4dc612");
    }

    @Test
    void an_example_does_not_depend_on_the_count_or_on_what_was_read_before() {
        Strokes many = new Strokes(1000, SEED);
        Strokes few = new Strokes(20, SEED);
        assertThat(many.bytes(17)).isEqualTo(few.bytes(17));
        assertThat(digest(many, 20)).isEqualTo(digest(few, 20));
        assertThat(many.digest()).isNotEqualTo(few.digest());
    }

    @Test
    void threads_read_what_one_thread_reads() {
        Strokes alone = new Strokes(400, SEED);
        Strokes shared = new Strokes(400, SEED);
        IntStream.range(0, 4000).parallel().forEach(i -> shared.bytes(i % 400));
        assertThat(digest(shared, 400)).isEqualTo(digest(alone, 400));
    }

    @Test
    void test_digits_are_not_training_digits() {
        Strokes training = Strokes.training(100, SEED);
        Strokes test = Strokes.test(100, SEED);
        assertThat(digest(training, 100)).isNotEqualTo(digest(test, 100));
        assertThat(training.digest()).isNotEqualTo(test.digest());
        assertThat(training.name()).isEqualTo("strokes/train");
        assertThat(test.name()).isEqualTo("strokes/test");
        assertThat(test.pixels()).isEqualTo(new ImageShape(1, 28, 28));
        assertThat(test.classNames()).hasSize(10);
    }

    @Test
    void ten_neighbours_are_the_ten_digits() {
        Strokes digits = new Strokes(1000, SEED);
        for (int i = 0; i < 1000; i += 10) {
            assertThat(IntStream.range(i, i + 10).map(digits::label))
                    .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        }
    }

    @Test
    void values_are_grey_ink_on_empty_paper() {
        Strokes digits = new Strokes(500, SEED);
        float[] target = new float[2 + 784];
        for (int i = 0; i < 500; i++) {
            target[1] = -7;
            digits.read(i, target, 2);
            assertThat(target[1]).isEqualTo(-7);
            float most = 0;
            double sum = 0;
            for (int k = 2; k < target.length; k++) {
                assertThat(target[k]).isBetween(0f, 1f);
                most = Math.max(most, target[k]);
                sum += target[k];
            }
            assertThat(most).isGreaterThan(0.4f);
            assertThat(sum / 784).isBetween(0.01, 0.3);
        }
    }

    @Test
    void a_linear_classifier_does_well_and_not_perfectly() {
        Strokes training = Strokes.training(3000, SEED);
        Strokes test = Strokes.test(1000, SEED);
        float[][] weights = softmaxRegression(training);
        float[] image = new float[785];
        int right = 0;
        for (int i = 0; i < test.size(); i++) {
            read(test, i, image);
            if (argmax(scores(weights, image)) == test.label(i)) {
                right++;
            }
        }
        assertThat(right).isBetween(750, 960);
    }

    private static float[][] softmaxRegression(Dataset training) {
        float[][] weights = new float[10][785];
        float[] image = new float[785];
        RandomStream random = new Seed(2).stream();
        for (int epoch = 0; epoch < 6; epoch++) {
            for (int i : random.permutation(training.size())) {
                read(training, i, image);
                double[] scores = scores(weights, image);
                double most = scores[argmax(scores)];
                double total = 0;
                for (int k = 0; k < 10; k++) {
                    scores[k] = Math.exp(scores[k] - most);
                    total += scores[k];
                }
                for (int k = 0; k < 10; k++) {
                    double slope = scores[k] / total - (k == training.label(i) ? 1 : 0);
                    float step = (float) (slope * 0.04 / (1 + epoch));
                    for (int j = 0; j < 785; j++) {
                        weights[k][j] -= step * image[j];
                    }
                }
            }
        }
        return weights;
    }

    private static void read(Dataset set, int index, float[] image) {
        set.read(index, image, 0);
        image[784] = 1;
    }

    private static double[] scores(float[][] weights, float[] image) {
        double[] scores = new double[10];
        for (int k = 0; k < 10; k++) {
            float sum = 0;
            for (int j = 0; j < 785; j++) {
                sum += weights[k][j] * image[j];
            }
            scores[k] = sum;
        }
        return scores;
    }

    private static int argmax(double[] scores) {
        int best = 0;
        for (int k = 1; k < scores.length; k++) {
            best = scores[k] > scores[best] ? k : best;
        }
        return best;
    }

    @Test
    void refuses_an_empty_set() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Strokes(0, SEED))
                .withMessage(
                        "Strokes needs a count of at least 1. Received: 0. Ask for 60000 to have as"
                                + " many as MNIST.");
    }
}
