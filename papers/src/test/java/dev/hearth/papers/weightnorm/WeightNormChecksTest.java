package dev.hearth.papers.weightnorm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.papers.Recipes;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The checks of weight normalisation on made-up results: each can come out either way. */
class WeightNormChecksTest {

    private static final Plan SHORT = new WeightNormCifar10().plan(Budget.SHORT, set -> true);

    /** So low that nets are near their end. */
    private static final double END = 0.3;

    /** As the paper has it: the less the better. */
    private static Map<String, Double> asClaimed() {
        Map<String, Double> errors = new LinkedHashMap<>();
        errors.put("WN + mean-only", 30.0);
        errors.put("BN", 33.0);
        errors.put("WN", 36.0);
        errors.put("WN exp", 36.4);
        errors.put("WN limited", 34.0);
        errors.put("plain", 42.0);
        errors.put("plain, scale in weights", 43.0);
        errors.put("mean-only", 40.0);
        errors.put("WN 1e-3", 38.0);
        errors.put("plain 1e-3", 41.0);
        errors.put("WN 1e-2", 37.0);
        errors.put("plain 1e-2", 70.0);
        errors.replaceAll((arm, error) -> END * error);
        return errors;
    }

    private static Evidence evidence(Map<String, Double> errors) {
        List<Trial> trials = new ArrayList<>();
        errors.forEach(
                (arm, error) -> {
                    for (int seed = 1; seed <= 3; seed++) {
                        double value = error + 0.1 * seed;
                        boolean catchesUp = arm.equals("plain") && errors.containsKey("WN");
                        double test = catchesUp ? errors.get("WN") + 0.2 * seed : value;
                        trials.add(
                                new Trial(
                                        arm,
                                        seed,
                                        Map.of(
                                                "testError",
                                                test,
                                                "probeError",
                                                value,
                                                "trainLoss",
                                                value / 40),
                                        List.of(
                                                Map.of("probeError", value + 9),
                                                Map.of("probeError", value))));
                    }
                });
        return new Evidence("weightnorm/cifar-10", trials);
    }

    private static String key(Finding finding) {
        return finding.id() + (finding.statement().contains("catch up") ? ", otherwise" : "");
    }

    private static Map<String, Verdict> verdicts(Map<String, Double> errors) {
        return SHORT.checks().stream()
                .map(check -> check.judge(evidence(errors)))
                .collect(Collectors.toMap(WeightNormChecksTest::key, Finding::verdict));
    }

    @Test
    void results_as_the_paper_has_them_confirm() {
        assertThat(verdicts(asClaimed()))
                .containsOnlyKeys("WN-3", "WN-3, otherwise", "WN-5", "WN-9", "WN-10", "WN-11")
                .allSatisfy((id, verdict) -> assertThat(verdict).isEqualTo(Verdict.CONFIRMED));
    }

    @Test
    void each_claim_can_be_refuted_alone() {
        Map<String, Map<String, Double>> changes =
                Map.of(
                        "WN-3", Map.of("mean-only", 29.5, "WN + mean-only", 29.9),
                        "WN-9", Map.of("WN exp", 30.0),
                        "WN-10", Map.of("plain 1e-2", 35.0),
                        "WN-11", Map.of("WN limited", 37.0));
        changes.forEach(
                (id, change) -> {
                    Map<String, Double> errors = asClaimed();
                    change.forEach((arm, error) -> errors.put(arm, END * error));
                    assertThat(verdicts(errors)).as(id).containsEntry(id, Verdict.REFUTED);
                });
        Map<String, Double> best = asClaimed();
        best.put("BN", END * 20);
        assertThat(verdicts(best)).containsEntry("WN-5", Verdict.REFUTED);
    }

    @Test
    void nets_that_have_not_learned_and_missing_runs_decide_nothing() {
        Map<String, Double> idle = asClaimed();
        idle.replaceAll((arm, error) -> error + 90);
        assertThat(verdicts(idle))
                .containsEntry("WN-3", Verdict.INCONCLUSIVE)
                .containsEntry("WN-5", Verdict.INCONCLUSIVE);
        Map<String, Double> none = asClaimed();
        none.keySet().removeIf(arm -> arm.startsWith("WN"));
        assertThat(verdicts(none)).containsEntry("WN-9", Verdict.NOT_TESTED);
    }

    @Test
    void the_time_of_a_step_can_confirm_and_refute() {
        ClaimCheck check = new WeightNormTime().plan(Budget.SHORT, set -> true).checks().get(0);
        assertThat(verdict(check, 1.2, 3)).isEqualTo(Verdict.CONFIRMED);
        assertThat(verdict(check, 5, 3)).isEqualTo(Verdict.REFUTED);
        assertThat(verdict(check, 1.2, 13)).isEqualTo(Verdict.REFUTED);
        assertThat(verdict(check, 1.2, 13, 0)).as("a processor").isEqualTo(Verdict.NOT_TESTED);
    }

    private static Verdict verdict(ClaimCheck check, double extra, double distance) {
        return verdict(check, extra, distance, 1);
    }

    private static Verdict verdict(ClaimCheck check, double extra, double distance, double onCard) {
        Trial trial =
                new Trial(
                        "turns",
                        1,
                        Map.of(
                                OnGraphicsCard.FIGURE,
                                onCard,
                                "weightNormExtraPercent",
                                extra,
                                "batchNormDistanceFrom16Percent",
                                distance),
                        List.of());
        return check.judge(new Evidence("weightnorm/step-time", List.of(trial))).verdict();
    }

    @Test
    void the_paper_budget_is_the_paper_s() {
        Map<String, Recipe> recipes = Recipes.supervised(Budget.PAPER, set -> true);
        Recipe recipe = recipes.get("weightnorm/cifar-10/WN + mean-only");
        assertThat(recipe.epochs().value()).isEqualTo(200);
        assertThat(recipe.batch().value()).isEqualTo(100);
        assertThat(recipe.rate().value().at(0, 500)).isEqualTo(0.003);
        assertThat(recipe.rate().value().at(99 * 500, 500)).isEqualTo(0.003);
        assertThat(recipe.rate().value().at(150 * 500, 500)).isEqualTo(0.0015);
        assertThat(
                        recipe.model()
                                .value()
                                .cost(new dev.hearth.nn.Shape.Image(3, 32, 32))
                                .parameters())
                .isBetween(1_400_000L, 1_415_000L);
        assertThat(recipe.momentum().value().toString()).contains("from=50000, value=0.5");
        assertThat(recipes.keySet())
                .filteredOn(name -> name.startsWith("weightnorm/cifar-10/"))
                .hasSize(32);
    }
}
