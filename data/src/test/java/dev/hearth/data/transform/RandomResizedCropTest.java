package dev.hearth.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.ImageShape;
import dev.hearth.data.RandomCrop;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import org.junit.jupiter.api.Test;

class RandomResizedCropTest {

    private static final ImageShape IN = new ImageShape(2, 40, 30);

    /** A picture that is x in its first channel and y in its second. */
    private static float[] plane() {
        float[] image = new float[IN.count()];
        for (int y = 0; y < 40; y++) {
            for (int x = 0; x < 30; x++) {
                image[y * 30 + x] = x;
                image[1200 + y * 30 + x] = y;
            }
        }
        return image;
    }

    private static float[] apply(RandomResizedCrop letter, long seed) {
        float[] out = new float[letter.out(IN).count() + 3];
        java.util.Arrays.fill(out, -99);
        letter.build(IN).apply(plane(), 0, out, 1, new Seed(seed).stream());
        assertThat(new float[] {out[0], out[out.length - 2], out[out.length - 1]})
                .containsOnly(-99);
        return java.util.Arrays.copyOfRange(out, 1, out.length - 2);
    }

    @Test
    void rectangles_have_the_areas_and_proportions_that_are_asked_for_and_reach_every_corner() {
        RandomResizedCrop letter = RandomResizedCrop.googLeNet(8);
        RandomStream random = new Seed(1).stream();
        double least = 1;
        double most = 0;
        double sum = 0;
        boolean[] corners = new boolean[4];
        for (int i = 0; i < 4000; i++) {
            RandomCrop.Window cut = letter.draw(30, 40, random);
            assertThat(cut.left()).isBetween(0, 30 - cut.width());
            assertThat(cut.top()).isBetween(0, 40 - cut.height());
            double area = cut.width() * cut.height() / 1200.0;
            double ratio = (double) cut.width() / cut.height();
            // Sides are rounded to whole pixels.
            assertThat(area).isBetween(0.07, 1.0);
            assertThat(ratio).isBetween(0.68, 1.45);
            least = Math.min(least, area);
            most = Math.max(most, area);
            sum += area;
            corners[0] |= cut.left() == 0 && cut.top() == 0;
            corners[1] |= cut.left() + cut.width() == 30 && cut.top() == 0;
            corners[2] |= cut.left() == 0 && cut.top() + cut.height() == 40;
            corners[3] |= cut.left() + cut.width() == 30 && cut.top() + cut.height() == 40;
        }
        assertThat(least).isLessThan(0.09);
        assertThat(most).isGreaterThan(0.95);
        assertThat(sum / 4000).isBetween(0.4, 0.55);
        assertThat(corners).containsOnly(true);
    }

    @Test
    void the_rectangle_is_laid_evenly_over_the_result() {
        RandomResizedCrop letter = new RandomResizedCrop(16, 0.3, 1.3, Flip.NEVER);
        for (long seed = 0; seed < 50; seed++) {
            RandomCrop.Window cut = letter.draw(30, 40, new Seed(seed).stream());
            float[] out = apply(letter, seed);
            for (int y = 0; y < 16; y++) {
                for (int x = 0; x < 16; x++) {
                    // A slope stays a slope, and is flat beyond the outermost centres.
                    double column =
                            Math.min(
                                    cut.width() - 1,
                                    Math.max(0, (x + 0.5) * cut.width() / 16 - 0.5));
                    double row =
                            Math.min(
                                    cut.height() - 1,
                                    Math.max(0, (y + 0.5) * cut.height() / 16 - 0.5));
                    assertThat((double) out[y * 16 + x])
                            .isCloseTo(cut.left() + column, within(1e-4));
                    assertThat((double) out[256 + y * 16 + x])
                            .isCloseTo(cut.top() + row, within(1e-4));
                }
            }
        }
    }

    @Test
    void half_of_the_results_are_mirrored() {
        RandomResizedCrop letter = RandomResizedCrop.googLeNet(8);
        int mirrored = 0;
        for (long seed = 0; seed < 400; seed++) {
            float[] out = apply(letter, seed);
            assertThat(out[64]).as("rows stand as they stood").isLessThan(out[64 + 56]);
            mirrored += out[0] > out[7] ? 1 : 0;
        }
        assertThat(mirrored).isBetween(160, 240);
    }

    @Test
    void an_image_that_no_rectangle_fits_is_taken_whole() {
        RandomResizedCrop letter = new RandomResizedCrop(4, 1, 1, Flip.NEVER);
        assertThat(letter.draw(9, 2, new Seed(1).stream()))
                .isEqualTo(new RandomCrop.Window(0, 0, 9, 2, false));
    }

    @Test
    void refuses_at_the_door() {
        assertThatThrownBy(() -> new RandomResizedCrop(299, 0, 1.3, Flip.NEVER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "RandomResizedCrop needs a size above 0, 0 < leastArea ≤ 1 and a proportion"
                                + " of 1 or more. Received: size=299, leastArea=0.0,"
                                + " proportion=1.3. Use 299, 0.08 and 4.0 / 3 for Inception.");
        assertThatThrownBy(() -> new RandomResizedCrop(0, 0.1, 1.3, Flip.NEVER))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RandomResizedCrop(9, 0.1, 0.9, Flip.NEVER))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
