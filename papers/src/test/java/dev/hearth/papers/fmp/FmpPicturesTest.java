package dev.hearth.papers.fmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.experiments.Plot;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Seed;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.run.Run;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FmpPicturesTest {

    private static BufferedImage pooled(IncrementDraw draw, long seed) {
        return PooledFigure.pooled(
                DistortionScene.draw(96),
                RegionOverlap.OVERLAPPING,
                draw,
                new Seed(seed),
                Device.CPU);
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    @Test
    void five_poolings_by_root_two_leave_the_fifth_size_and_brighter_cells() {
        BufferedImage once = pooled(IncrementDraw.RANDOM, 1);
        // 96, 68, 48, 34, 24, 17: each the least from which the chain leads back.
        assertThat(once.getWidth()).isEqualTo(17);
        assertThat(once.getHeight()).isEqualTo(17);
        assertThat(pixels(once))
                .isEqualTo(pixels(pooled(IncrementDraw.RANDOM, 1)))
                .isNotEqualTo(pixels(pooled(IncrementDraw.RANDOM, 2)))
                .isNotEqualTo(pixels(pooled(IncrementDraw.PSEUDORANDOM, 1)));
        assertThat(mean(once)).isGreaterThan(mean(DistortionScene.draw(96)));
    }

    private static double mean(BufferedImage image) {
        double sum = 0;
        for (int rgb : pixels(image)) {
            sum += (rgb >> 16 & 0xFF) + (rgb >> 8 & 0xFF) + (rgb & 0xFF);
        }
        return sum / pixels(image).length;
    }

    @Test
    void random_draws_stray_farther_than_pseudorandom_ones() {
        for (long seed = 1; seed <= 3; seed++) {
            double even = FmpFigure.displacement(IncrementDraw.PSEUDORANDOM, new Seed(seed));
            double bent = FmpFigure.displacement(IncrementDraw.RANDOM, new Seed(seed));
            assertThat(even).isPositive().isLessThan(4);
            assertThat(bent).isGreaterThan(2 * even);
        }
    }

    @Test
    void the_figure_has_five_columns_and_two_rows(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("figure.png");
        new PooledFigure().draw(new Evidence("e", List.of()), folder, place(folder), file);
        BufferedImage figure = ImageIO.read(file.toFile());
        assertThat(figure.getWidth()).isEqualTo(5 * 328 + 8);
        assertThat(figure.getHeight()).isEqualTo(2 * 346 + 8);
        assertThat(new PooledFigure().caption()).contains("√2 five times");
    }

    @Test
    void errors_are_drawn_against_the_count_of_tests(@TempDir Path folder) throws IOException {
        TestsFigure picture =
                new TestsFigure("tests", "Averaged tests", "averagedError", List.of(1, 2, 4));
        List<Trial> trials =
                List.of(
                        trial("random", 1, 3, 2, 1.5),
                        trial("random", 2, 3.1, 2.2, 1.4),
                        new Trial("none", 1, Map.of(), List.of()));
        Path file = folder.resolve("tests.png");
        picture.draw(new Evidence("e", trials), folder, place(folder), file);
        assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(900);
        assertThat(picture.caption()).contains("1 to 4");
        assertThat(picture.hasSubject(new Evidence("e", trials))).isTrue();
        assertThat(picture.hasSubject(new Evidence("e", trials.subList(2, 3)))).isFalse();
        Plot plot = picture.plot(new Evidence("e", trials));
        assertThat(plot.lines()).hasSize(1);
        assertThat(plot.lines().get(0).at()).containsExactly(1.0, 2.0, 4.0);
        assertThat(plot.lines().get(0).runs().get(1)).containsExactly(3.1, 2.2, 1.4);
    }

    private static Run.Place place(Path folder) {
        return new Run.Place(new DatasetProvider(folder, folder), Papers.recipeJson(), Device.CPU);
    }

    private static Trial trial(String arm, long seed, double one, double two, double four) {
        return new Trial(
                arm,
                seed,
                Map.of("averagedError1", one, "averagedError2", two, "averagedError4", four),
                List.of());
    }
}
