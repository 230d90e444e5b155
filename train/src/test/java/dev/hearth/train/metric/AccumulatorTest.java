package dev.hearth.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AccumulatorTest {

    private static final float NAN = Float.NaN;

    @Test
    void top_k_counts_what_is_not_among_the_first_k() {
        float[] logits = {
            0, 3, 2, 1, //
            9, 8, 7, 6, //
            1, 2, 3, 4
        };
        int[] labels = {2, 0, 0};
        TopK one = new TopK(1, 4);
        one.add(logits, labels);
        assertThat(one.wrong()).isEqualTo(2);
        assertThat(one.error()).isEqualTo(2 / 3.0);
        TopK two = new TopK(2, 4);
        two.add(logits, labels);
        assertThat(two.wrong()).isEqualTo(1);
        TopK four = new TopK(4, 4);
        four.add(logits, labels);
        assertThat(four.error()).isZero();
    }

    @Test
    void a_network_that_says_nothing_is_not_right_everywhere() {
        TopK one = new TopK(1, 4);
        one.add(new float[16], new int[] {0, 1, 2, 3});
        assertThat(one.wrong()).isEqualTo(3);
        Confusion confusion = new Confusion(4);
        confusion.add(new float[16], new int[] {0, 1, 2, 3});
        assertThat(confusion.accuracy()).hasValue(0.25);
    }

    @Test
    void not_a_number_is_wrong_wherever_it_stands() {
        float[] logits = {NAN, 1, 0, NAN, 2, 1};
        int[] labels = {0, 1, 1};
        TopK one = new TopK(1, 2);
        one.add(logits, labels);
        assertThat(one.wrong()).isEqualTo(3);
        Confusion confusion = new Confusion(2);
        confusion.add(logits, labels);
        assertThat(confusion.accuracy()).hasValue(0);
        assertThat(confusion.undecided(0)).isEqualTo(1);
        assertThat(confusion.undecided(1)).isEqualTo(1);
        assertThat(confusion.count(1, 0)).isEqualTo(1);
        assertThat(confusion.examples()).isEqualTo(3);
    }

    @Test
    void top_k_agrees_with_sorting() {
        RandomStream random = new Seed(5).stream();
        int classes = 7;
        int rows = 500;
        float[] logits = new float[rows * classes];
        int[] labels = new int[rows];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = random.nextInt(6);
        }
        Arrays.setAll(labels, i -> random.nextInt(classes));
        Confusion confusion = new Confusion(classes);
        confusion.add(logits, labels);
        for (int k = 1; k <= classes; k++) {
            TopK counted = new TopK(k, classes);
            counted.add(logits, labels);
            long wrong = 0;
            for (int row = 0; row < rows; row++) {
                int start = row * classes;
                List<Integer> order =
                        IntStream.range(0, classes)
                                .boxed()
                                .sorted(Comparator.comparing(c -> -logits[start + c]))
                                .toList();
                wrong += order.subList(0, k).contains(labels[row]) ? 0 : 1;
            }
            assertThat(counted.wrong()).isEqualTo(wrong);
            if (k == 1) {
                assertThat(confusion.accuracy().getAsDouble())
                        .isEqualTo((rows - wrong) / (double) rows);
            }
        }
    }

    @Test
    void confusion_gives_recall_and_precision() {
        Confusion confusion = new Confusion(3);
        confusion.add(new float[] {1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0}, new int[] {0, 1, 1, 1});
        assertThat(confusion.count(0, 0)).isEqualTo(1);
        assertThat(confusion.count(1, 0)).isEqualTo(1);
        assertThat(confusion.count(1, 1)).isEqualTo(2);
        assertThat(confusion.recall(1)).hasValue(2 / 3.0);
        assertThat(confusion.precision(0)).hasValue(0.5);
        assertThat(confusion.recall(2)).isEmpty();
        assertThat(confusion.precision(2)).isEmpty();
        assertThat(new Confusion(2).accuracy()).isEmpty();
    }

    @Test
    void merging_is_counting_together() {
        float[] logits = {1, 0, 0, 1, 1, 0, 0, 1};
        int[] labels = {0, 0, 1, 1};
        TopK all = new TopK(1, 2);
        all.add(logits, labels);
        TopK first = new TopK(1, 2);
        first.add(Arrays.copyOf(logits, 4), new int[] {0, 0});
        TopK second = new TopK(1, 2);
        second.add(Arrays.copyOfRange(logits, 4, 8), new int[] {1, 1});
        first.merge(second);
        assertThat(first.wrong()).isEqualTo(all.wrong()).isEqualTo(2);
        assertThat(first.examples()).isEqualTo(4);
        Confusion left = new Confusion(2);
        left.add(Arrays.copyOf(logits, 4), new int[] {0, 0});
        Confusion right = new Confusion(2);
        right.add(Arrays.copyOfRange(logits, 4, 8), new int[] {1, 1});
        left.merge(right);
        assertThat(left.count(0, 1)).isEqualTo(1);
        assertThat(left.count(1, 0)).isEqualTo(1);
        assertThat(left.examples()).isEqualTo(4);
    }

    @Test
    void refuses_what_does_not_fit() {
        assertThatThrownBy(() -> new TopK(0, 4))
                .hasMessage(
                        "TopK needs 1 ≤ k ≤ classes. Received: k=0, classes=4. Use k=1 for the usual"
                                + " error.");
        assertThatThrownBy(() -> new TopK(1, 4).add(new float[7], new int[2]))
                .hasMessage(
                        "TopK needs 4 logits for each label. Received: 7 logits for 2 labels. Flatten"
                                + " the batch row by row.");
        assertThatThrownBy(() -> new Confusion(4).add(new float[4], new int[] {4}))
                .hasMessage(
                        "Confusion needs labels from 0 to 3. Received: 4. Count classes from 0.");
        assertThatThrownBy(() -> new TopK(1, 4).merge(new TopK(2, 4)))
                .hasMessage(
                        "TopK needs a partner of k=1, classes=4. Received: k=2, classes=4. Merge"
                                + " equals only.");
        assertThatThrownBy(() -> new Confusion(4).merge(new Confusion(3)))
                .hasMessage(
                        "Confusion needs a partner of 4 classes. Received: 3. Merge equals only.");
        assertThatThrownBy(() -> new TopK(1, 4).error())
                .hasMessage("error needs examples. Received: none. Add a batch first.");
    }
}
