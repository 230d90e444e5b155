package dev.hearth.papers.fmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Design;
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
                                            "testError", noisy,
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
        Evidence overlapping = runs(arm -> arm.contains("disjoint") ? 0.9 : 0.4, 0.1);
        Evidence disjoint = runs(arm -> arm.contains("disjoint") ? 0.4 : 0.9, 0.1);
        assertThat(checks.get(0).judge(overlapping).verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(checks.get(0).judge(disjoint).verdict()).isEqualTo(Verdict.REFUTED);
        Evidence idle = runs(arm -> arm.contains("disjoint") ? 0.9 : 0.4, 2.3);
        assertThat(checks.get(0).judge(idle).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        Evidence pseudorandom = runs(arm -> arm.contains("pseudo") ? 0.4 : 0.9, 0.1);
        assertThat(checks.get(1).judge(pseudorandom).verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(checks.get(2).judge(pseudorandom).verdict()).isEqualTo(Verdict.REFUTED);
        Evidence narrow = runs(arm -> arm.startsWith("code") ? 0.4 : 0.9, 0.1);
        assertThat(checks.get(3).judge(narrow).verdict()).isEqualTo(Verdict.REFUTED);
    }

    @Test
    void nets_far_from_the_printed_errors_do_not_refute_and_a_part_of_the_images_costs_a_margin() {
        ClaimCheck repeated = FmpFormula.checks("").get(2);
        Evidence young = runs(arm -> arm.contains("pseudo") ? 2 : 5, 0.1);
        assertThat(repeated.judge(young).why()).contains("not trained enough to refute");
        assertThat(repeated.judge(young).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        // 2.24·100·√((0.004 + 0.007)/5000) = 0.33 points where 0.3 were found.
        Evidence near = runs(arm -> arm.contains("pseudo") ? 0.7 : 0.4, 0.1);
        Design all = Design.of(6).onlyLook();
        assertThat(repeated.judge(near, all).verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(repeated.judge(near, all.onImages(8000, 5000)).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
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
        Map<String, String> sets = Map.of("assamese", "assamese", "casia", "casia-olhwdb1.1");
        for (String name : sets.keySet()) {
            for (String arm : List.of("FMP", "MP2")) {
                String recipe = "fmp/" + name + "/" + arm;
                Recipe there =
                        (Recipe) Recipes.find(recipe, Budget.PAPER, set -> true).orElseThrow();
                assertThat(there.corpus().value().set()).isEqualTo(sets.get(name));
                int classes = name.equals("casia") ? 3755 : 183;
                FmpNet net = (FmpNet) there.model().value();
                assertThat(net.classes()).isEqualTo(classes);
                // A drawing of 64 or 40 pixels, and a fifth of it to each side.
                assertThat(net.in(1).height()).isGreaterThan(classes == 183 ? 88 : 47);
                Recipe elsewhere =
                        (Recipe) Recipes.find(recipe, Budget.SMOKE, set -> false).orElseThrow();
                assertThat(elsewhere.corpus().value().set()).isEqualTo("strokes");
            }
        }
    }

    @Test
    void handwriting_is_decided_by_trained_nets_alone_and_either_way() {
        for (FmpHandwriting experiment :
                List.of(FmpHandwriting.assamese(), FmpHandwriting.casia())) {
            for (ClaimCheck check : experiment.checks("")) {
                assertThat(check.judge(pools(2, 5, 0.5)).verdict()).isEqualTo(Verdict.CONFIRMED);
                assertThat(check.judge(pools(5, 2, 0.5)).verdict()).isEqualTo(Verdict.REFUTED);
                assertThat(check.judge(pools(9, 2, 0.5)).why())
                        .contains("not trained enough to refute");
                assertThat(
                                check.judge(
                                                pools(2, 2.4, 0.5),
                                                Design.of(6).onlyLook().onImages(0, 5000))
                                        .verdict())
                        .isEqualTo(Verdict.INCONCLUSIVE);
                assertThat(check.judge(pools(2, 5, 5)).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
            }
        }
    }

    private static Evidence pools(double fractional, double halved, double loss) {
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= 6; seed++) {
            for (String arm : List.of("FMP", "MP2")) {
                double error = (arm.equals("FMP") ? fractional : halved) + 0.01 * Math.sin(seed);
                trials.add(
                        new Trial(
                                arm,
                                seed,
                                Map.of(
                                        "trainLoss", loss,
                                        "testError", error,
                                        "averagedError1", error,
                                        "averagedError12", error + 0.001 * seed),
                                List.of()));
            }
        }
        return new Evidence("fmp/made-up", trials);
    }
}
