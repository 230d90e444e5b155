package dev.hearth.experiments.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CurvesTest {

    private static final int BLUE = 0xFF0072B2;
    private static final int ORANGE = 0xFFD55E00;
    private static final double[] AT = {1, 2, 3};

    @TempDir Path folder;

    private static Curves curves() {
        return Curves.titled("Loss")
                .axes("epoch", "nats")
                .series("a", AT, List.of(new double[] {3, 2, 1}, new double[] {4, 3, 2}))
                .series("b", AT, List.of(new double[] {2, Double.NaN, 0.5}, new double[] {2, 1}));
    }

    private static long count(BufferedImage image, int colour) {
        long count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += image.getRGB(x, y) == colour ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void curves_are_drawn_in_their_colours_at_their_size() throws Exception {
        Path file = folder.resolve("c.png");
        curves().write(file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(900);
        assertThat(image.getHeight()).isEqualTo(560);
        assertThat(count(image, BLUE)).isGreaterThan(300);
        assertThat(count(image, ORANGE)).isGreaterThan(300);
    }

    @Test
    void a_band_fills_what_no_band_leaves_white() {
        long with = count(curves().image(), 0xFFFFFFFF);
        long without = count(curves().band(Curves.Band.NONE).image(), 0xFFFFFFFF);
        assertThat(without - with).isGreaterThan(5000);
        assertThat(count(curves().band(Curves.Band.DEVIATION).image(), 0xFFFFFFFF))
                .isNotEqualTo(with)
                .isLessThan(without);
    }

    @Test
    void a_logarithmic_axis_takes_deviations_that_reach_below_zero() {
        Curves wide =
                Curves.titled("t")
                        .scale(Curves.Scale.LOGARITHMIC)
                        .band(Curves.Band.DEVIATION)
                        .series("a", AT, List.of(new double[] {1, 1, 1}, new double[] {9, 9, 9}));
        assertThat(count(wide.image(), BLUE)).isGreaterThan(300);
        assertThatThrownBy(() -> wide.series("b", AT, List.of(new double[] {1, 0})))
                .hasMessage(
                        "A logarithmic axis needs values above 0. Received: 0.0 in b. Use"
                                + " Scale.LINEAR.");
    }

    @Test
    void curves_refuse_what_cannot_be_drawn() {
        assertThatThrownBy(() -> Curves.titled("t").image())
                .hasMessage("Curves needs a series. Received: none. Call series first.");
        assertThatThrownBy(() -> curves().series("a", AT, List.of(AT)))
                .hasMessage(
                        "Curves needs a new name and runs of at most 3 values. Received: a with runs"
                                + " of [3]. Give each series its own name and a place for each"
                                + " value.");
        assertThatThrownBy(() -> curves().series("c", AT, List.of(new double[] {Double.NaN})))
                .hasMessage(
                        "Curves needs a finite value in each series. Received: c without one. Leave"
                                + " it out and say that it diverged.");
    }

    @Test
    void on_a_logarithmic_axis_equal_ratios_are_equally_far_apart() {
        double[] rates = {1e-5, 1e-4, 1e-3, 1e-2, 1e-1};
        BufferedImage image =
                Curves.titled("Rates")
                        .axes("rate", "loss")
                        .across(Curves.Scale.LOGARITHMIC)
                        .band(Curves.Band.NONE)
                        .series("all", rates, List.of(new double[] {1, 1, 1, 1, 9}))
                        .series("one", new double[] {1e-3}, List.of(new double[] {1}))
                        .image();
        // Below the legend: the line, flat up to its fourth rate, and the point on its third.
        int[] line = columns(image, BLUE);
        int[] point = columns(image, ORANGE);
        assertThat(line[1] - line[0]).isGreaterThan(300);
        double middle = (point[0] + point[1]) / 2.0;
        assertThat((middle - line[0]) / (line[1] - line[0])).isCloseTo(2 / 3.0, within(0.03));
    }

    private static int[] columns(BufferedImage image, int colour) {
        return IntStream.range(0, image.getWidth())
                .filter(
                        x ->
                                IntStream.range(450, image.getHeight())
                                        .anyMatch(y -> image.getRGB(x, y) == colour))
                .boxed()
                .collect(
                        Collectors.teeing(
                                Collectors.minBy(Comparator.<Integer>naturalOrder()),
                                Collectors.maxBy(Comparator.<Integer>naturalOrder()),
                                (first, last) -> new int[] {first.get(), last.get()}));
    }
}
