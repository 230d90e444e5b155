package dev.hearth.data.handwriting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.strokes.Strokes;
import dev.hearth.tensor.Seed;
import java.util.List;
import org.junit.jupiter.api.Test;

class RasteriserTest {

    private static final Rasteriser DRAWER = new Rasteriser(64, 0.7);

    private static double sum(float[] sheet) {
        double sum = 0;
        for (float value : sheet) {
            sum += value;
        }
        return sum;
    }

    @Test
    void a_line_from_side_to_side_is_as_long_as_the_sheet_and_as_wide_as_the_pen() {
        float[] sheet =
                DRAWER.draw(new PenStrokes(List.of(PenStrokes.Stroke.through(-7, 3, 5, 3))));
        // The middle lies between two rows: each pixel of both is 0.7 covered.
        for (int x = 2; x < 62; x++) {
            assertThat(sheet[31 * 64 + x]).isCloseTo(0.7f, within(1e-6f));
            assertThat(sheet[32 * 64 + x]).isCloseTo(0.7f, within(1e-6f));
            assertThat(sheet[30 * 64 + x]).isZero();
        }
        assertThat(sheet[31 * 64]).isPositive();
        assertThat(sheet[31 * 64 + 63]).isPositive();
    }

    @Test
    void place_and_size_of_the_ink_do_not_matter() {
        PenStrokes small =
                new PenStrokes(
                        List.of(
                                PenStrokes.Stroke.through(0, 0, 1, 2, 2, 0),
                                PenStrokes.Stroke.through(1, 1)));
        PenStrokes large =
                new PenStrokes(
                        List.of(
                                PenStrokes.Stroke.through(512, 1024, 1024, 2048, 1536, 1024),
                                PenStrokes.Stroke.through(1024, 1536)));
        assertThat(DRAWER.draw(large)).isEqualTo(DRAWER.draw(small));
    }

    @Test
    void a_dot_is_a_dot_in_the_middle() {
        float[] sheet = DRAWER.draw(new PenStrokes(List.of(PenStrokes.Stroke.through(9, 9))));
        // Four pixels around the centre, each half a diagonal away.
        double each = 0.5 + 0.7 - Math.sqrt(0.5);
        assertThat(sum(sheet)).isCloseTo(4 * each, within(1e-5));
        assertThat(sheet[31 * 64 + 31]).isCloseTo((float) each, within(1e-6f));
    }

    @Test
    void the_ink_of_the_drawn_digits_looks_like_their_pictures() {
        Strokes digits = new Strokes(100, new Seed(3));
        Rasteriser coarse = new Rasteriser(28, 1.2);
        for (int i = 0; i < 100; i++) {
            double[] own = moments(picture(digits.bytes(i)));
            double[] ink = moments(coarse.draw(digits.ink(i)));
            // Stretched to the sheet, so only what stretching keeps: the sign of the slant.
            if (Math.abs(own[0]) > 0.35) {
                assertThat(Math.signum(ink[0])).as("digit %d", i).isEqualTo(Math.signum(own[0]));
            }
            assertThat(ink[0]).as("digit %d", i).isCloseTo(own[0], within(0.25));
        }
    }

    private static float[] picture(byte[] bytes) {
        float[] picture = new float[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            picture[i] = (bytes[i] & 0xFF) / 255f;
        }
        return picture;
    }

    /** The correlation of x and y over the ink. */
    private static double[] moments(float[] sheet) {
        double n = 0;
        double x = 0;
        double y = 0;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < sheet.length; i++) {
            double w = sheet[i];
            n += w;
            x += w * (i % 28);
            y += w * (i / 28);
            xx += w * (i % 28) * (i % 28);
            yy += w * (i / 28) * (i / 28);
            xy += w * (i % 28) * (i / 28);
        }
        double covariance = xy / n - x / n * y / n;
        return new double[] {
            covariance / Math.sqrt((xx / n - x / n * x / n) * (yy / n - y / n * y / n))
        };
    }

    @Test
    void pictures_know_their_labels() {
        PenStrokes ink = new PenStrokes(List.of(PenStrokes.Stroke.through(0, 0, 1, 1)));
        PenStrokesDataset set =
                new PenStrokesDataset(
                        "mine", List.of(ink, ink), List.of(1, 0), List.of("a", "b"), DRAWER);
        assertThat(set.size()).isEqualTo(2);
        assertThat(set.label(0)).isEqualTo(1);
        float[] target = new float[2 + 4096];
        target[0] = target[4097] = -3;
        set.read(1, target, 1);
        assertThat(target[0]).isEqualTo(-3);
        assertThat(target[4097]).isEqualTo(-3);
        assertThat(java.util.Arrays.copyOfRange(target, 1, 4097)).isEqualTo(DRAWER.draw(ink));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new PenStrokesDataset(
                                        "m", List.of(ink), List.of(2), List.of("a", "b"), DRAWER))
                .withMessageStartingWith("PenStrokesDataset needs as many labels as characters")
                .withMessageContaining("Received: 1 characters, 1 labels, 2 names.");
    }

    @Test
    void what_cannot_be_drawn_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rasteriser(7, 0.5))
                .withMessageContaining("Received: side=7, radius=0.5. Use 64 and 0.7.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rasteriser(64, 9))
                .withMessageStartingWith("Rasteriser needs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PenStrokes(List.of()))
                .withMessage(
                        "PenStrokes needs at least one stroke. Received: none. Leave the character out.");
        assertThatIllegalArgumentException()
                .isThrownBy(PenStrokes.Stroke::through)
                .withMessageStartingWith("Stroke needs at least one point.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PenStrokes.Stroke.through(1, 2, 3))
                .withMessageContaining("Received: 3 numbers.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PenStrokes.Point(0, Double.NaN))
                .withMessageContaining("Received: x=0.0, y=NaN.");
    }
}
