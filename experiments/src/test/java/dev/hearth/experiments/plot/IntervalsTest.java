package dev.hearth.experiments.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntervalsTest {

    private static long count(BufferedImage image, Color colour) {
        long count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += image.getRGB(x, y) == colour.getRGB() ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void what_lies_beside_zero_is_in_colour_and_what_holds_it_in_grey(@TempDir Path folder)
            throws IOException {
        Intervals beside = Intervals.titled("Effects", "points").row("a", new double[] {-3, -2.9});
        Intervals around = Intervals.titled("Effects", "points").row("a", new double[] {-3, 2.9});
        Color blue = Palette.colour(0);
        assertThat(count(beside.image(), blue)).isGreaterThan(50);
        assertThat(count(beside.image(), Color.GRAY)).isZero();
        assertThat(count(around.image(), Color.GRAY)).isGreaterThan(50);
        assertThat(count(around.image(), blue)).isZero();
        beside.row("b", new double[] {1, 2, 3}).write(folder.resolve("effects.png"));
        BufferedImage read = ImageIO.read(folder.resolve("effects.png").toFile());
        assertThat(read.getWidth()).isEqualTo(900);
        assertThat(read.getHeight()).isEqualTo(beside.image().getHeight() + 30);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void intervals_of_any_width_have_few_ticks() {
        for (double width : new double[] {1e-6, 0.3, 4, 7, 23, 99, 1e5}) {
            assertThat(
                            Intervals.titled("t", "u")
                                    .row("a", new double[] {-width, width / 3})
                                    .image()
                                    .getWidth())
                    .isEqualTo(900);
        }
    }

    @Test
    void a_row_without_a_spread_and_a_plot_without_rows_are_refused() {
        Intervals none = Intervals.titled("t", "u");
        assertThatThrownBy(none::image).hasMessageContaining("Call row first");
        assertThatThrownBy(() -> none.row("a", new double[] {1}))
                .hasMessageContaining("two finite values");
        assertThatThrownBy(() -> none.row("a", new double[] {1, Double.NaN}))
                .hasMessageContaining("two finite values");
    }
}
