package dev.hearth.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.ImageShape;
import dev.hearth.data.Transform;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RandomSquareTest {

    private static final ImageShape IN = new ImageShape(2, 5, 6);

    /** Each number tells its channel, row and column. */
    private static float[] numbered() {
        float[] image = new float[IN.count()];
        for (int i = 0; i < image.length; i++) {
            image[i] = i;
        }
        return image;
    }

    @Test
    void every_place_is_as_likely_and_half_are_mirrored() {
        RandomSquare square = new RandomSquare(3, Flip.HORIZONTAL);
        assertThat(square.out(IN)).isEqualTo(new ImageShape(2, 3, 3));
        Transform transform = square.build(IN);
        RandomStream random = new Seed(1).stream();
        float[] image = numbered();
        float[] out = new float[18];
        Map<Float, Integer> corners = new TreeMap<>();
        int mirrored = 0;
        int count = 12_000;
        for (int n = 0; n < count; n++) {
            transform.apply(image, 0, out, 0, random);
            boolean mirror = out[0] > out[1];
            mirrored += mirror ? 1 : 0;
            float corner = Math.min(out[0], out[2]);
            corners.merge(corner, 1, Integer::sum);
            for (int c = 0; c < 2; c++) {
                for (int row = 0; row < 3; row++) {
                    for (int column = 0; column < 3; column++) {
                        int from = mirror ? 2 - column : column;
                        assertThat(out[(3 * c + row) * 3 + column])
                                .isEqualTo(corner + 30 * c + 6 * row + from);
                    }
                }
            }
        }
        // Three rows and four columns; the deviation of a count is 30.
        assertThat(corners).hasSize(12);
        assertThat(corners.values()).allMatch(times -> Math.abs(times - 1000) < 150);
        assertThat(mirrored).isBetween(count / 2 - 300, count / 2 + 300);
        assertThat(corners.keySet()).contains(0f, 3f, 12f, 15f);
    }

    @Test
    void an_image_that_is_too_small_is_refused() {
        assertThatThrownBy(() -> new RandomSquare(6, Flip.NEVER).out(IN))
                .hasMessageContaining("RandomSquare needs an image of at least 6×6. Received: ");
        assertThatThrownBy(() -> new RandomSquare(0, Flip.NEVER))
                .hasMessageContaining("Received: side=0");
    }
}
