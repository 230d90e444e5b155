package dev.hearth.papers.gan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.experiments.Figure;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.Plot;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.Run;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GanPicturesTest {

    @TempDir private Path temp;

    @Test
    void scores_stand_where_they_were_taken_and_the_paper_beside_them() {
        Map<String, Double> none = Map.of("trainLoss", 1.0);
        Evidence evidence =
                new Evidence(
                        "e",
                        List.of(
                                new Trial(
                                        "ours",
                                        1,
                                        Map.of(),
                                        List.of(
                                                none,
                                                Map.of("parzen", 90.0),
                                                none,
                                                Map.of("parzen", 120.0)))));
        Plot plot = new ScoreFigure().plot(evidence);
        assertThat(plot.lines())
                .extracting(Plot.Line::name)
                .containsExactly("ours seed 1", "the paper");
        assertThat(plot.lines().get(0).at()).containsExactly(2.0, 4.0);
        assertThat(plot.lines().get(0).runs()).containsExactly(List.of(90.0, 120.0));
        assertThat(plot.lines().get(1).runs()).containsExactly(List.of(225.0, 225.0));
    }

    @Test
    void without_a_score_there_is_nothing_to_draw() {
        Trial unscored = new Trial("ours", 1, Map.of(), List.of(Map.of("trainLoss", 1.0)));
        assertThat(new ScoreFigure().hasSubject(new Evidence("e", List.of(unscored)))).isFalse();
    }

    @Test
    void a_trained_generator_leaves_samples_and_the_ways_between_them() throws IOException {
        Plan plan = GanMnist.asPublished().plan(Budget.SMOKE, set -> false);
        Path run = temp.resolve("published/1");
        plan.jobs().get(0).run(place(), run, List.of());
        Evidence evidence = new Evidence("e", List.of());
        BufferedImage samples = drawn(plan, "samples-published", evidence);
        BufferedImage ways = drawn(plan, "interpolations-published", evidence);
        BufferedImage pairs = drawn(plan, "neighbours-published", evidence);
        assertThat(pairs.getWidth()).as("six pairs in a row").isGreaterThan(ways.getWidth());
        assertThat(ways.getWidth()).as("ten in a row, both").isEqualTo(samples.getWidth());
        assertThat(ways.getHeight()).as("six rows of ten").isLessThan(samples.getHeight());
    }

    private Run.Place place() {
        DatasetProvider datasets =
                new DatasetProvider(temp.resolve("none"), temp.resolve("prepared"));
        return new Run.Place(datasets, Papers.recipeJson(), Device.CPU);
    }

    private BufferedImage drawn(Plan plan, String word, Evidence evidence) throws IOException {
        Figure picture =
                plan.pictures().stream().filter(p -> p.word().equals(word)).findAny().orElseThrow();
        Path file = temp.resolve(word + ".png");
        picture.draw(evidence, temp, place(), file);
        return ImageIO.read(file.toFile());
    }
}
