package dev.hearth.papers.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.papers.Papers;
import dev.hearth.papers.Recipes;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.GanRecipe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Made-up results in, verdicts out: each check can come out either way. */
class GanChecksTest {

    private static Finding judge(
            GanMnist.Way way, String set, IntToDoubleFunction score, int count) {
        return judge(way, set, score, count, 3);
    }

    private static Finding judge(
            GanMnist.Way way, String set, IntToDoubleFunction score, int count, int runs) {
        List<Map<String, Double>> history =
                IntStream.range(0, count)
                        .mapToObj(i -> Map.of("parzen", score.applyAsDouble(i)))
                        .toList();
        Map<String, Double> last =
                Map.of("parzen", score.applyAsDouble(count - 1), "parzenError", 2.0);
        return new ReportedScore(GanClaims.MNIST, "parzen", 225, 2, way, set, "made up")
                .judge(
                        new Evidence(
                                "gan/made-up",
                                IntStream.rangeClosed(1, runs)
                                        .mapToObj(seed -> new Trial("arm", seed, last, history))
                                        .toList()));
    }

    @Test
    void a_number_is_reached_or_missed_or_open() {
        var published = GanMnist.Way.PUBLISHED;
        assertThat(judge(published, "mnist", i -> 10.0 * i, 24).verdict())
                .isEqualTo(Verdict.CONFIRMED);
        assertThat(judge(published, "mnist", i -> i < 23 ? 0 : 224, 24).verdict())
                .isEqualTo(Verdict.CONFIRMED);
        Finding rising = judge(published, "mnist", i -> 5.0 * i, 24);
        assertThat(rising.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(rising.why())
                .startsWith(
                        "the paper has 225 ± 2; they rose to the end, or it is too early to tell; ");
        assertThat(judge(published, "mnist", i -> -50, 10).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
        Finding flat = judge(published, "mnist", i -> i == 5 ? 60 : -50, 24);
        assertThat(flat.verdict()).isEqualTo(Verdict.REFUTED);
        assertThat(flat.measured())
                .isEqualTo(
                        "-50.0 ± 2.0 nats at the end (-50.0 to -50.0), at best 60.0; 0 of 3 runs reach it");
        Finding fewer = judge(published, "mnist", i -> -50, 24, 1);
        assertThat(fewer.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(fewer.why()).endsWith("1 run cannot show a spread");
        var ours = GanMnist.Way.OURS;
        assertThat(judge(ours, "mnist", i -> -50, 24).verdict()).isEqualTo(Verdict.REFUTED);
        assertThat(judge(ours, "mnist", i -> 230, 24).verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(judge(ours, "mnist", i -> 224, 24).verdict())
                .as("within the paper's error, but not passed")
                .isEqualTo(Verdict.REFUTED);
        assertThat(judge(published, "strokes", i -> 230, 24).verdict())
                .isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void one_run_of_several_that_reaches_a_number_settles_nothing() {
        List<Trial> runs = new ArrayList<>();
        for (double end : new double[] {-390, 226, 168}) {
            Map<String, Double> row = Map.of("parzen", end, "parzenError", 2.0);
            runs.add(new Trial("arm", runs.size() + 1, row, Collections.nCopies(24, row)));
        }
        var check =
                new ReportedScore(
                        GanClaims.MNIST,
                        "parzen",
                        225,
                        2,
                        GanMnist.Way.PUBLISHED,
                        "mnist",
                        "made up");
        Finding finding = check.judge(new Evidence("gan/made-up", runs));
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(finding.why()).contains("above 223 by -221.7 in the mean, 95 % interval");
        assertThat(finding.measured())
                .isEqualTo(
                        "1.3 ± 2.0 nats at the end (-390.0 to 226.0), at best 226.0; 1 of 3 runs reach it");
    }

    private static Trial toy(String arm, long seed, double divergence, double modes, int epochs) {
        return toy(arm, seed, divergence, modes, 0.5, epochs);
    }

    private static Trial toy(
            String arm, long seed, double divergence, double modes, double near, int epochs) {
        return new Trial(
                arm,
                seed,
                Map.of(),
                IntStream.range(0, epochs)
                        .mapToObj(
                                i -> Map.of("divergence", divergence, "modes", modes, "near", near))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "0.03, 8, 0.6, 3, 40, CONFIRMED",
        "0.03, 7, 0.6, 3, 40, INCONCLUSIVE", // a mode is missing
        "0.2, 8, 0.6, 3, 40, INCONCLUSIVE", // all modes, not their shape
        "0.5, 2, 0.6, 1, 40, REFUTED",
        "0.5, 2, 0.6, 1, 10, INCONCLUSIVE" // hardly trained
    })
    void a_distribution_is_recovered_or_not(
            double five, double modes, double one, double few, int epochs, Verdict verdict) {
        List<Trial> trials = new ArrayList<>();
        // Seven of seven by chance in 1 of 128: below 0.0125, the level of an arm and a side.
        for (long seed = 1; seed <= 7; seed++) {
            trials.add(toy("k = 1", seed, one, few, epochs));
            trials.add(toy("k = 5", seed, five, modes, epochs));
        }
        DistributionRecovery check = new DistributionRecovery(GanClaims.CONVERGENCE, 10, "made up");
        assertThat(check.judge(new Evidence("gan/made-up", trials)).verdict()).isEqualTo(verdict);
        // One seed that fails is enough to doubt.
        trials.set(1, toy("k = 5", 1, 0.6, 1, epochs));
        assertThat(check.judge(new Evidence("gan/made-up", trials)).verdict())
                .isNotEqualTo(Verdict.CONFIRMED);
    }

    private static Finding ratio(double even, double often) {
        return ratio(even, often, 0.6);
    }

    private static Finding ratio(double even, double often, double near) {
        var check = new GanToys(GanToys.Question.RATIO).plan(Budget.SHORT, set -> true).checks();
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            trials.add(toy(GanToys.EVEN, seed, 0.1, even + 0.1 * seed, 40));
            trials.add(toy("25 to 1", seed, 0.1, often, near, 40));
            trials.add(toy("1 to 5", seed, 0.1, 1, 0.1, 40));
        }
        return check.get(0).judge(new Evidence("gan/ratio", trials));
    }

    @Test
    void a_collapse_is_fewer_modes() {
        assertThat(ratio(7, 2).verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(ratio(2, 7).verdict()).isEqualTo(Verdict.REFUTED);
        assertThat(ratio(6.8, 7).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(ratio(7, 2, 0.05).verdict())
                .as("few modes, and far from them: it has not learned")
                .isEqualTo(Verdict.REFUTED);
    }

    @Test
    void the_optimum_is_a_matter_of_figures() {
        var check = new GanOptimum().plan(Budget.SHORT, set -> true).checks().get(0);
        Map<String, Double> good =
                Map.of(
                        "distanceFromFormula", 0.01,
                        "valueBesideFormula", 0.01,
                        "distanceFromHalf", 0.01,
                        "valueBesideMinusLog4", 0.01);
        Map<String, Double> bad = new java.util.TreeMap<>(good);
        bad.put("valueBesideMinusLog4", 0.2);
        assertThat(
                        check.judge(new Evidence("", List.of(new Trial("a", 1, good, List.of()))))
                                .verdict())
                .isEqualTo(Verdict.CONFIRMED);
        assertThat(
                        check.judge(new Evidence("", List.of(new Trial("a", 1, bad, List.of()))))
                                .verdict())
                .isEqualTo(Verdict.REFUTED);
    }

    @ParameterizedTest
    @EnumSource(Budget.class)
    void every_game_survives_being_written(Budget budget) {
        for (boolean data : new boolean[] {true, false}) {
            Map<String, GanRecipe> games = Recipes.gans(budget, set -> data);
            assertThat(games).containsKeys("gan/mnist-published", "gan/mnist-ours");
            Set<String> hashes = new HashSet<>();
            games.forEach(
                    (name, game) -> {
                        assertThat(game.name()).isEqualTo(name);
                        assertThat(Papers.recipeJson().readAny(Papers.recipeJson().write(game)))
                                .isEqualTo(game);
                        assertThat(hashes.add(Papers.recipeJson().hash(game))).as(name).isTrue();
                    });
        }
    }

    @Test
    void the_published_recipe_has_the_numbers_of_the_code() {
        GanRecipe recipe = GanMnist.asPublished().recipe("mnist", Budget.PAPER);
        assertThat(recipe.batch().value()).isEqualTo(100);
        assertThat(recipe.holdOut().value()).isEqualTo(10_000);
        for (var update : List.of(recipe.generatorUpdate(), recipe.discriminatorUpdate())) {
            assertThat(update.value().rate().at(0, 500)).isEqualTo(0.1);
            assertThat(update.value().rate().at(1, 500)).isCloseTo(0.1 / 1.000004, within(1e-15));
            assertThat(update.value().rate().at(10_000_000, 500)).isEqualTo(1e-6);
            assertThat(update.value().momentum().at(0, 500)).isEqualTo(0.5);
            assertThat(update.value().momentum().at(250 * 500, 500)).isEqualTo(0.7);
        }
    }
}
