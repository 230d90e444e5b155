package dev.hearth.papers.weightnorm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.papers.Papers;
import dev.hearth.rl.DqnRecipe;
import dev.hearth.rl.EvaluationConfig;
import dev.hearth.rl.ReplayConfig;
import dev.hearth.rl.TrainingLength;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Setting;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightNormRaidersTest {

    @TempDir private Path temp;

    private static ClaimCheck check() {
        return WeightNormRaiders.checks("", Budget.SHORT).get(0);
    }

    /** A run whose exams were so. */
    private static Trial trial(String kind, double rate, long seed, double... scores) {
        List<Map<String, Double>> history = new ArrayList<>();
        for (double score : scores) {
            history.add(Map.of("score", score));
        }
        return new Trial(
                WeightNormRaiders.arm(kind, rate), seed, Map.of("blindScore", 4.0), history);
    }

    /** Three seeds of both methods at all rates; the worse rates earn a third. */
    private static List<Trial> all(
            double best, Function<Long, double[]> plain, Function<Long, double[]> normalized) {
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            for (double rate : WeightNormRaiders.rates(Budget.SHORT)) {
                double share = rate == best ? 1 : 1.0 / 3;
                trials.add(trial("plain", rate, seed, scaled(plain.apply(seed), share)));
                trials.add(trial("WN", rate, seed, scaled(normalized.apply(seed), share)));
            }
        }
        return trials;
    }

    private static double[] scaled(double[] scores, double share) {
        double[] less = scores.clone();
        for (int i = 0; i < less.length; i++) {
            less[i] *= share;
        }
        return less;
    }

    private static double[] steady(long seed) {
        return new double[] {4, 9, 30 + seed, 31 + seed, 30 + seed, 31 + seed};
    }

    private static double[] wild(long seed) {
        return new double[] {4, 9, 60 + seed, 30 + seed, 59 + seed, 31 + seed};
    }

    private static Finding judged(List<Trial> trials) {
        return check().judge(new Evidence("weightnorm/raiders", trials));
    }

    @Test
    void more_reward_and_more_variance_confirm() {
        Finding finding =
                judged(all(0.002, WeightNormRaidersTest::steady, WeightNormRaidersTest::wild));
        assertThat(finding.id()).isEqualTo("WN-8");
        assertThat(finding.verdict()).as(finding.why()).isEqualTo(Verdict.CONFIRMED);
        assertThat(finding.seeds()).as("the first seed chooses the rates").isEqualTo(2);
        assertThat(finding.measured()).contains("plain at 0.002", "WN at 0.002");
    }

    @Test
    void less_reward_refutes() {
        Finding finding =
                judged(all(0.002, WeightNormRaidersTest::wild, WeightNormRaidersTest::steady));
        assertThat(finding.verdict()).as(finding.why()).isEqualTo(Verdict.REFUTED);
    }

    @Test
    void more_reward_without_more_variance_refutes() {
        Finding finding =
                judged(
                        all(
                                0.002,
                                WeightNormRaidersTest::wild,
                                seed -> new double[] {4, 9, 70, 71 + 0.1 * seed, 70, 71}));
        assertThat(finding.verdict()).as(finding.why()).isEqualTo(Verdict.REFUTED);
        assertThat(finding.why()).contains("it earns more: confirmed", "it varies more: refuted");
    }

    @Test
    void differences_that_seeds_do_not_agree_on_decide_nothing() {
        Finding finding =
                judged(
                        all(
                                0.002,
                                WeightNormRaidersTest::steady,
                                seed -> seed == 1 ? wild(seed) : steady(5 - 2 * seed)));
        assertThat(finding.verdict()).as(finding.why()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void each_method_is_judged_at_the_rate_that_is_best_for_it() {
        List<Trial> trials = new ArrayList<>();
        all(0.0005, WeightNormRaidersTest::steady, WeightNormRaidersTest::wild).stream()
                .filter(trial -> trial.arm().startsWith("plain"))
                .forEach(trials::add);
        all(0.008, WeightNormRaidersTest::steady, WeightNormRaidersTest::wild).stream()
                .filter(trial -> trial.arm().startsWith("WN"))
                .forEach(trials::add);
        Finding finding = judged(trials);
        assertThat(finding.measured()).contains("plain at 0.0005", "WN at 0.008");
        assertThat(finding.verdict()).isEqualTo(Verdict.CONFIRMED);
    }

    @Test
    void a_rate_with_a_run_missing_is_not_chosen() {
        List<Trial> trials = all(0.008, WeightNormRaidersTest::steady, WeightNormRaidersTest::wild);
        trials.removeIf(trial -> trial.arm().equals("WN at 0.008") && trial.seed() == 2);
        assertThat(judged(trials).measured())
                .doesNotContain("WN at 0.008")
                .contains("plain at 0.008");
    }

    @Test
    void nets_that_play_like_the_blind_decide_nothing() {
        Finding finding =
                judged(
                        all(
                                0.002,
                                seed -> scaled(steady(seed), 0.2),
                                seed -> scaled(wild(seed), 0.4)));
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(finding.why()).contains("not trained enough to tell");
    }

    @Test
    void without_runs_nothing_was_tested() {
        assertThat(judged(List.of()).verdict()).isEqualTo(Verdict.NOT_TESTED);
        List<Trial> plain = all(0.002, WeightNormRaidersTest::steady, WeightNormRaidersTest::wild);
        plain.removeIf(trial -> trial.arm().startsWith("WN"));
        assertThat(judged(plain).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void courses_differ_in_the_parametrisation_and_the_rate_alone() {
        for (Budget budget : Budget.values()) {
            DqnRecipe plain = WeightNormRaiders.recipe("plain", 0.002, budget);
            DqnRecipe normalized = WeightNormRaiders.recipe("WN", 0.002, budget);
            String text = Papers.recipeJson().write(normalized);
            assertThat(Papers.recipeJson().readAny(text)).isEqualTo(normalized);
            assertThat(normalized.model()).isNotEqualTo(plain.model());
            assertThat(
                            Papers.recipeJson()
                                    .write(with(normalized, plain.model()))
                                    .replace("/WN at", "/plain at"))
                    .isEqualTo(Papers.recipeJson().write(plain));
        }
    }

    private static DqnRecipe with(DqnRecipe recipe, Setting<dev.hearth.nn.Layer> model) {
        return new DqnRecipe(
                recipe.name(),
                recipe.game(),
                model,
                recipe.beginning(),
                recipe.acting(),
                recipe.storage(),
                recipe.difference(),
                recipe.optimizer(),
                recipe.rate(),
                recipe.exploration(),
                recipe.batch(),
                recipe.length(),
                recipe.exam());
    }

    @Test
    void a_job_leaves_a_result_and_a_film_which_the_picture_is() throws Exception {
        LibTorch.threads(1);
        Origin test = Origin.ours("a test");
        DqnRecipe usual = WeightNormRaiders.recipe("WN", 0.002, Budget.SMOKE);
        DqnRecipe tiny =
                new DqnRecipe(
                        usual.name(),
                        usual.game(),
                        usual.model(),
                        usual.beginning(),
                        usual.acting(),
                        new Setting<>(new ReplayConfig(400, 100), test),
                        usual.difference(),
                        usual.optimizer(),
                        usual.rate(),
                        usual.exploration(),
                        usual.batch(),
                        new Setting<>(new TrainingLength(2, 5), test),
                        new Setting<>(new EvaluationConfig(3, 0.05, 40), test));
        GameJob job = new GameJob("WN at 0.002", 3, tiny, Budget.SMOKE);
        assertThat(job.effort()).isEqualTo(10);
        Path folder = temp.resolve("WN-at-0.002/3");
        Run.Place place =
                new Run.Place(new DatasetProvider(temp, temp), Papers.recipeJson(), Device.CPU);
        Result result = job.run(place, folder, List.of());
        assertThat(result.metrics().get("blindScore")).isBetween(2.0, 6.0);
        Evidence evidence =
                new Evidence(
                        "weightnorm/raiders",
                        List.of(new Trial(job.arm(), 3, result.metrics(), result.history())));
        FilmFigure picture = new FilmFigure();
        Path file = temp.resolve("raiders.play." + picture.ending());
        picture.draw(evidence, temp, place, file);
        assertThat(Files.readAllBytes(file))
                .isEqualTo(Files.readAllBytes(folder.resolve("film.gif")));
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isBetween(10, 41);
            assertThat(reader.read(0).getWidth()).isEqualTo(100);
            int pixel = reader.read(0).getRGB(5 * 10 + 5, 9 * 10 + 5) & 0xFFFFFF;
            assertThat(pixel).as("the cannon").isEqualTo(0x5FA8D3);
        }
    }
}
