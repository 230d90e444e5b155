package dev.hearth.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.InMemoryDataset;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PreprocessTest {

    @Test
    void contrast_normalisation_gives_mean_zero_and_the_length_asked_for() {
        float[] image = {9, 1, 2, 3, 6, 7};
        new GlobalContrastNormalization(55).apply(image, 1, new ImageShape(1, 2, 2));
        double norm = Math.sqrt(4 + 1 + 0 + 9);
        double[] centred = {-2, -1, 0, 3};
        assertThat(image[0]).isEqualTo(9);
        assertThat(image[5]).isEqualTo(7);
        for (int i = 0; i < 4; i++) {
            assertThat((double) image[i + 1]).isCloseTo(centred[i] * 55 / norm, within(1e-5));
        }
    }

    @Test
    void a_flat_image_becomes_zero() {
        float[] image = {0.3f, 0.3f, 0.3f, 0.3f};
        new GlobalContrastNormalization(55).apply(image, 0, new ImageShape(4, 1, 1));
        assertThat(image).containsOnly(0);
    }

    @Test
    void scaling_takes_the_unit_interval_to_another() {
        float[] image = {0, 0.25f, 1};
        new ScaleTo(-1, 1).apply(image, 0, new ImageShape(3, 1, 1));
        assertThat(image).containsExactly(-1, -0.5f, 1);
    }

    @Test
    void binarising_draws_each_value_once_with_its_own_probability() {
        int count = 20_000;
        ImageShape pixels = new ImageShape(1, 1, count);
        float[] image = new float[count + 2];
        java.util.Arrays.fill(image, 0.3f);
        image[5] = 0;
        image[6] = 1;
        float[] again = image.clone();
        float[] other = image.clone();
        other[7] = 0.31f;
        float[] seeded = image.clone();
        new Binarize(1).apply(image, 1, pixels);
        assertThat(image[0]).isEqualTo(0.3f);
        assertThat(image[count + 1]).isEqualTo(0.3f);
        assertThat(image[5]).isZero();
        assertThat(image[6]).isOne();
        double white = 0;
        for (int i = 1; i <= count; i++) {
            assertThat(image[i] == 0 || image[i] == 1).isTrue();
            white += image[i];
        }
        assertThat(white / count).isCloseTo(0.3, within(5 * Math.sqrt(0.21 / count)));
        new Binarize(1).apply(again, 1, pixels);
        assertThat(again).isEqualTo(image);
        new Binarize(1).apply(other, 1, pixels);
        assertThat(other).isNotEqualTo(image);
        new Binarize(2).apply(seeded, 1, pixels);
        assertThat(seeded).isNotEqualTo(image);
    }

    @Test
    void a_treated_data_set_has_its_own_digest() {
        Dataset origin =
                InMemoryDataset.of(
                        "two",
                        new ImageShape(1, 1, 2),
                        List.of("a", "b"),
                        new float[] {0, 1, 0.5f, 0},
                        new int[] {1, 0});
        Dataset treated = new ScaleTo(0, 10).of(origin);
        float[] target = new float[3];
        treated.read(1, target, 1);
        assertThat(target).containsExactly(0, 5, 0);
        assertThat(treated.label(0)).isEqualTo(1);
        assertThat(treated.size()).isEqualTo(2);
        assertThat(treated.digest()).isNotEqualTo(origin.digest()).hasSize(64);
        assertThat(new ScaleTo(0, 10).of(origin).digest()).isEqualTo(treated.digest());
        assertThat(new ScaleTo(0, 11).of(origin).digest()).isNotEqualTo(treated.digest());
    }

    @Test
    void refuses_at_the_door() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GlobalContrastNormalization(0))
                .withMessage(
                        "GlobalContrastNormalization needs a scale above 0. Received: 0.0. Use 55"
                                + " for CIFAR.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ScaleTo(1, 1))
                .withMessage(
                        "ScaleTo needs two different numbers. Received: low=1.0, high=1.0. Use −1"
                                + " and 1 for tanh.");
    }
}
