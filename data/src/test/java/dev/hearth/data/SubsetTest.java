package dev.hearth.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hearth.tensor.Seed;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SubsetTest {

    private static Dataset set(int size) {
        float[] images = new float[size];
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            images[i] = i;
            labels[i] = i < 5 ? 0 : 1 + i % 2;
        }
        return InMemoryDataset.of(
                "set", new ImageShape(1, 1, 1), List.of("rare", "odd", "even"), images, labels);
    }

    private static float value(Dataset set, int index) {
        float[] target = new float[2];
        set.read(index, target, 1);
        return target[1];
    }

    @Test
    void a_balanced_subset_has_as_many_of_each_class_and_none_twice() {
        Subset some = Subset.balanced(set(50), 14, new Seed(2));
        int[] counts = new int[3];
        Set<Float> values = new HashSet<>();
        for (int i = 0; i < some.size(); i++) {
            counts[some.label(i)]++;
            values.add(value(some, i));
        }
        assertThat(counts).containsExactly(5, 5, 4);
        assertThat(values).hasSize(14);
        assertThat(Subset.balanced(set(50), 14, new Seed(2)).digest()).isEqualTo(some.digest());
        assertThat(Subset.balanced(set(50), 14, new Seed(3)).digest()).isNotEqualTo(some.digest());
        assertThat(some.name()).isEqualTo("set[14]");
    }

    @Test
    void a_class_that_is_too_rare_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subset.balanced(set(50), 21, new Seed(2)))
                .withMessage(
                        "Subset.balanced of 21 examples needs the same count of each class."
                                + " Received: 2 too few of rare. Ask for fewer.");
    }

    @Test
    void ranges_and_lots() {
        Subset tail = Subset.range(set(50), 40, 50);
        assertThat(tail.size()).isEqualTo(10);
        assertThat(value(tail, 0)).isEqualTo(40);
        Subset lot = Subset.random(set(50), 50, new Seed(1));
        Set<Float> values = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            values.add(value(lot, i));
        }
        assertThat(values).hasSize(50);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subset.random(set(50), 51, new Seed(1)))
                .withMessage(
                        "Subset of set needs 1 to 50 examples. Received: 51. Ask for as many as"
                                + " are there.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Subset(set(5), 0, 5))
                .withMessage(
                        "Subset of set needs indices from 0 to 4. Received: 5. Choose among the"
                                + " examples that are there.");
    }

    @Test
    void content_makes_the_digest() {
        float[] images = new float[40_000];
        int[] labels = new int[40_000];
        ImageShape one = new ImageShape(1, 1, 1);
        String before = InMemoryDataset.of("x", one, List.of("a", "b"), images, labels).digest();
        assertThat(before).hasSize(64);
        assertThat(InMemoryDataset.of("y", one, List.of("a", "b"), images.clone(), labels).digest())
                .isEqualTo(before);
        float[] other = images.clone();
        other[39_999] = 1;
        assertThat(InMemoryDataset.of("x", one, List.of("a", "b"), other, labels).digest())
                .isNotEqualTo(before);
        int[] named = labels.clone();
        named[17] = 1;
        assertThat(InMemoryDataset.of("x", one, List.of("a", "b"), images, named).digest())
                .isNotEqualTo(before);
    }

    @Test
    void a_copy_is_equal_and_a_bad_label_is_refused() {
        Dataset copy = InMemoryDataset.copy(Subset.range(set(50), 3, 9));
        assertThat(copy.size()).isEqualTo(6);
        assertThat(value(copy, 5)).isEqualTo(8);
        assertThat(copy.label(1)).isZero();
        assertThat(copy.digest()).isEqualTo(Subset.range(set(50), 3, 9).digest());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                InMemoryDataset.of(
                                        "x",
                                        new ImageShape(1, 1, 1),
                                        List.of("a"),
                                        new float[2],
                                        new int[] {0, 1}))
                .withMessage(
                        "A data set needs labels from 0 to 0. Received: 1 at 1 in x. Name every class.");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                InMemoryDataset.of(
                                        "x",
                                        new ImageShape(1, 1, 2),
                                        List.of("a"),
                                        new float[3],
                                        new int[2]))
                .withMessage(
                        "InMemoryDataset needs 2 values a label. Received: 2"
                                + " labels and 3 values. Give every image in full, channels first.");
    }
}
