package dev.hearth.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.InMemoryDataset;
import dev.hearth.tensor.Seed;
import java.util.List;
import org.junit.jupiter.api.Test;

class PadCentreTest {

    private static Dataset set(int height, int width) {
        ImageShape pixels = new ImageShape(2, height, width);
        float[] images = new float[3 * pixels.count()];
        for (int i = 0; i < images.length; i++) {
            images[i] = (i % 97 + 1) / 97f;
        }
        return InMemoryDataset.of("set", pixels, List.of("a", "b"), images, new int[] {0, 1, 1});
    }

    @Test
    void values_stand_where_the_augmentation_of_that_name_puts_them() {
        for (int[] extent : new int[][] {{5, 5}, {4, 7}, {9, 3}, {8, 8}}) {
            Dataset origin = set(extent[0], extent[1]);
            Dataset field = new PadCentre(8, 0.25, 2).of(origin);
            assertThat(field.pixels()).isEqualTo(new ImageShape(2, 8, 8));
            float[] image = new float[origin.pixels().count()];
            float[] wanted = new float[128];
            float[] got = new float[130];
            for (int i = 0; i < 3; i++) {
                got[0] = got[129] = -5;
                origin.read(i, image, 0);
                new CentrePad(8, 8, 0.25)
                        .build(origin.pixels())
                        .apply(image, 0, wanted, 0, new Seed(1).stream());
                field.read(i, got, 1);
                assertThat(got[0]).isEqualTo(-5);
                assertThat(got[129]).isEqualTo(-5);
                for (int j = 0; j < 128; j++) {
                    assertThat(got[j + 1]).isCloseTo((wanted[j] - 0.25f) * 2, within(1e-6f));
                }
                assertThat(field.label(i)).isEqualTo(origin.label(i));
            }
        }
    }

    @Test
    void what_was_done_changes_the_digest() {
        Dataset origin = set(5, 5);
        assertThat(new PadCentre(8, 0, 1).of(origin).digest())
                .isNotEqualTo(origin.digest())
                .isNotEqualTo(new PadCentre(9, 0, 1).of(origin).digest())
                .isNotEqualTo(new PadCentre(8, 0, 2).of(origin).digest())
                .isEqualTo(new PadCentre(8, 0, 1).of(set(5, 5)).digest());
    }

    @Test
    void an_empty_field_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PadCentre(0, 0, 1))
                .withMessageStartingWith("PadCentre needs a side above 0")
                .withMessageContaining("Received: side=0, background=0.0, scale=1.0.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PadCentre(1, 0, 0))
                .withMessageEndingWith("Use 0 and 1 to leave values as they are.");
    }
}
