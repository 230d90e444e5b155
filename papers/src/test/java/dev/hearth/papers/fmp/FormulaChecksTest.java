package dev.hearth.papers.fmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.nn.layers.RegionConvention;
import dev.hearth.papers.Recipes;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.fmp.FmpNet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class FormulaChecksTest {

    private static Evidence runs(ToDoubleFunction<String> error, double loss) {
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= 6; seed++) {
            for (String draw : List.of("random", "pseudorandom")) {
                for (String arm :
                        List.of(
                                "formula " + draw + " overlapping",
                                "formula " + draw + " disjoint",
                                "code " + draw + " overlapping")) {
                    double noisy = error.applyAsDouble(arm) + 0.01 * Math.sin(seed * arm.length());
                    trials.add(
                            new Trial(
                                    arm,
                                    seed,
                                    Map.of(
                                            "trainLoss", loss,
                                            "averagedError1", noisy,
                                            "averagedError12", noisy),
                                    List.of()));
                }
            }
        }
        return new Evidence("fmp/made-up", trials);
    }

    @Test
    void each_claim_can_come_out_either_way_and_untrained_nets_decide_nothing() {
        List<ClaimCheck> checks = FmpFormula.checks("");
        Evidence overlapping = runs(arm -> arm.contains("disjoint") ? 5 : 2, 0.1);
        Evidence disjoint = runs(arm -> arm.contains("disjoint") ? 2 : 5, 0.1);
        assertThat(checks.get(0).judge(overlapping).verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(checks.get(0).judge(disjoint).verdict()).isEqualTo(Verdict.REFUTED);
        Evidence idle = runs(arm -> arm.contains("disjoint") ? 5 : 2, 2.3);
        assertThat(checks.get(0).judge(idle).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        Evidence pseudorandom = runs(arm -> arm.contains("pseudo") ? 2 : 5, 0.1);
        assertThat(checks.get(1).judge(pseudorandom).verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(checks.get(2).judge(pseudorandom).verdict()).isEqualTo(Verdict.REFUTED);
        Evidence narrow = runs(arm -> arm.startsWith("code") ? 2 : 5, 0.1);
        assertThat(checks.get(3).judge(narrow).verdict()).isEqualTo(Verdict.REFUTED);
    }

    @Test
    void arms_differ_in_the_rule_of_their_regions_alone() {
        for (Budget budget : Budget.values()) {
            FmpNet formula = net("formula random overlapping", budget);
            FmpNet code = net("code random overlapping", budget);
            assertThat(formula.convention()).isEqualTo(RegionConvention.PAPER_FORMULA);
            assertThat(formula.convention(RegionConvention.AUTHOR_CODE)).isEqualTo(code);
        }
    }

    private static FmpNet net(String arm, Budget budget) {
        Recipe recipe =
                (Recipe)
                        Recipes.find("fmp/mnist-formula/" + arm, budget, set -> true).orElseThrow();
        return (FmpNet) recipe.model().value();
    }

    @Test
    void handwriting_is_trained_on_the_files_where_they_are_and_on_drawn_digits_elsewhere() {
        for (String arm : List.of("FMP", "MP2")) {
            Recipe there =
                    (Recipe)
                            Recipes.find("fmp/assamese/" + arm, Budget.PAPER, set -> true)
                                    .orElseThrow();
            assertThat(there.corpus().value().set()).isEqualTo("assamese");
            assertThat(((FmpNet) there.model().value()).classes()).isEqualTo(183);
            Recipe elsewhere =
                    (Recipe)
                            Recipes.find("fmp/assamese/" + arm, Budget.SMOKE, set -> false)
                                    .orElseThrow();
            assertThat(elsewhere.corpus().value().set()).isEqualTo("strokes");
        }
    }
}
