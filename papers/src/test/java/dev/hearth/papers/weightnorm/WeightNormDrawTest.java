package dev.hearth.papers.weightnorm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.experiments.Figure;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.optim.loss.Likelihood;
import dev.hearth.optim.loss.NegativeElbo;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightNormDrawTest {

    @TempDir private Path temp;

    private static Trial trial(String arm, long seed, double first, double last) {
        return new Trial(
                arm,
                seed,
                Map.of("testLoss", last),
                List.of(Map.of("testLoss", first), Map.of("testLoss", last)));
    }

    private static Finding judged(double plainFirst, double plainLast, double first, double last) {
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            trials.add(trial("plain", seed, plainFirst + 0.1 * seed, plainLast - 0.1 * seed));
            trials.add(trial("WN", seed, first + 0.2 * seed, last));
        }
        return WeightNormDraw.checks("").get(0).judge(new Evidence("weightnorm/draw", trials));
    }

    @Test
    void lower_over_the_epochs_confirms_and_higher_refutes() {
        Finding better = judged(200, 98, 170, 90);
        assertThat(better.id()).isEqualTo("WN-7");
        assertThat(better.verdict()).as(better.why()).isEqualTo(Verdict.CONFIRMED);
        assertThat(judged(170, 90, 200, 98).verdict()).isEqualTo(Verdict.REFUTED);
        assertThat(judged(170, 110, 200, 120).verdict())
                .as("too young to refute")
                .isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judged(170, 110, 170, 110).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void nets_that_know_each_pixel_alone_decide_nothing() {
        Finding idle = judged(300, 215, 250, 120);
        assertThat(idle.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(idle.why()).contains("not trained enough to tell").contains("plain");
    }

    @Test
    void the_published_budget_is_the_published_example() {
        Recipe recipe = WeightNormDraw.recipe("plain", "mnist", Budget.PAPER);
        assertThat(recipe.model().value().toString())
                .contains("steps=64, read=2, write=5, units=256, latent=100")
                .contains("deviation=0.01");
        assertThat(recipe.rate().value().at(0, 600)).isEqualTo(3e-4);
        assertThat(recipe.modifiers().value().toString()).contains("10");
        assertThat(recipe.batch().value()).isEqualTo(100);
        assertThat(recipe.epochs().value()).isEqualTo(100);
    }

    @Test
    void the_bound_is_the_surprise_and_what_the_steps_cost() {
        int numbers = 6;
        try (var room = Scope.open()) {
            Tensor output = RandomTensors.of(new Seed(3)).normal(0, 1, 4, 9 + 2 * numbers);
            Tensor target = RandomTensors.of(new Seed(4)).bernoulli(0.5, 4, 9);
            double bound =
                    new NegativeElbo(numbers, Likelihood.BERNOULLI).of(output, target).item();
            double surprise =
                    Functional.binaryCrossEntropy(output.narrow(1, 0, 9), target).item() * 9;
            float[] steps = new StepDivergence(3, 2).divergences(output).toFloats();
            assertThat(steps).hasSize(3);
            double cost = (steps[0] + steps[1] + steps[2]) / 4.0;
            assertThat(surprise + cost).isCloseTo(bound, within(1e-4));
            double second = 0;
            for (int i = 0; i < 4; i++) {
                float[] row = output.select(0, i).toFloats();
                for (int k = 2; k < 4; k++) {
                    double mean = row[9 + k];
                    double log = row[9 + numbers + k];
                    second += (mean * mean + Math.exp(log) - log - 1) / 2;
                }
            }
            assertThat((double) steps[1]).isCloseTo(second, within(1e-4));
        }
    }

    @Test
    void a_small_run_lowers_the_bound_counts_its_steps_and_leaves_a_picture() throws Exception {
        LibTorch.threads(1);
        Plan plan = new WeightNormDraw().plan(Budget.SMOKE, set -> false);
        assertThat(plan.deviation()).startsWith("strokes stands in for mnist; ");
        Recipe recipe = WeightNormDraw.recipe("WN", "strokes", Budget.SMOKE);
        for (String setting :
                List.of(
                        "corpus.training=120",
                        "corpus.testing=20",
                        "batch=20",
                        "epochs=2",
                        "model.layer.units=16")) {
            recipe = Papers.recipeJson().amended(recipe, setting);
        }
        Run.Place place =
                new Run.Place(
                        new DatasetProvider(temp, temp.resolve("cache")),
                        Papers.recipeJson(),
                        Device.CPU);
        DatasetProvider.Sets sets =
                place.datasets().open(recipe.corpus().value(), recipe.preparation().value());
        float[] image = new float[784];
        sets.testing().read(0, image, 0);
        assertThat(image).containsOnly(0, 1);
        Result result =
                new Run(
                                recipe,
                                Budget.SMOKE,
                                1,
                                temp.resolve("WN/1"),
                                List.of(new StepDivergence(4, 10)))
                        .execute(place, List.of());
        double first = result.history().get(0).get("testLoss");
        assertThat(result.metrics().get("testLoss")).isLessThan(first).isGreaterThan(20);
        assertThat(result.metrics())
                .containsKeys("divergence 01", "divergence 04")
                .doesNotContainKey("divergence 05");
        Figure picture = new PaintingFigure("WN", 1);
        picture.draw(new Evidence("x", List.of()), temp, place, temp.resolve("canvas.png"));
        BufferedImage drawn = ImageIO.read(temp.resolve("canvas.png").toFile());
        assertThat(drawn.getHeight()).as("eight rows").isGreaterThan(8 * 56);
        assertThat(drawn.getWidth()).as("four columns").isBetween(4 * 56, 5 * 56);
    }
}
