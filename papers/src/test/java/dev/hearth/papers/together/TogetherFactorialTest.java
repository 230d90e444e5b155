package dev.hearth.papers.together;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.experiments.Job;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.CombinedCheck;
import dev.hearth.experiments.claim.Contrast;
import dev.hearth.experiments.claim.Design;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.nn.Shape;
import dev.hearth.papers.together.CombinedArm.Factor;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TogetherFactorialTest {

    private static final Shape CIFAR = new Shape.Image(3, 32, 32);

    /** Errors of 40 less 3 for ELU, 5 for WN and 2 more for both, and chance that arms of a seed share. */
    private static Evidence made(int seeds) {
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            RandomStream random = new Seed(seed).stream();
            double level = random.nextGaussian();
            for (Set<Factor> some : CombinedArm.subsets()) {
                double error = 40 + level + 0.3 * random.nextGaussian();
                error -= some.contains(Factor.ELU) ? 3 : 0;
                error -= some.contains(Factor.WEIGHT_NORM) ? 5 : 0;
                error -= some.containsAll(EnumSet.of(Factor.ELU, Factor.WEIGHT_NORM)) ? 2 : 0;
                trials.add(
                        new Trial(
                                CombinedArm.name(some),
                                seed,
                                Map.of("testError", error, "trainLoss", 1.0),
                                List.of(Map.of("testError", error))));
            }
        }
        return new Evidence("made", trials);
    }

    private static Contrast contrast(Map<String, Double> weights) {
        return new Contrast(Claim.part("an effect"), "an effect", Measure.TEST_ERROR, weights, "");
    }

    private static double mean(Contrast contrast, Evidence evidence) {
        double sum = 0;
        double[] sums = contrast.sums(evidence);
        for (double each : sums) {
            sum += each;
        }
        return sum / sums.length;
    }

    @Test
    void effects_are_what_the_errors_were_made_of() {
        Evidence evidence = made(40);
        // The mean over the levels of the other: −3 or −5, and half of the −2 that both have.
        assertThat(mean(contrast(TogetherFactorial.effect(Factor.ELU)), evidence))
                .isCloseTo(-4, within(0.1));
        assertThat(mean(contrast(TogetherFactorial.effect(Factor.WEIGHT_NORM)), evidence))
                .isCloseTo(-6, within(0.1));
        assertThat(mean(contrast(TogetherFactorial.effect(Factor.RESIDUAL)), evidence))
                .isCloseTo(0, within(0.1));
        assertThat(
                        mean(
                                contrast(
                                        TogetherFactorial.interaction(
                                                Factor.ELU, Factor.WEIGHT_NORM)),
                                evidence))
                .isCloseTo(-1, within(0.1));
    }

    @Test
    void an_effect_is_decided_on_its_side_and_none_is_left_open() {
        Evidence evidence = made(8);
        Design design = Design.of(8).onlyLook();
        assertThat(verdict(TogetherFactorial.effect(Factor.ELU), evidence, design))
                .isEqualTo(Verdict.CONFIRMED);
        Map<String, Double> other = TogetherFactorial.effect(Factor.ELU);
        other.replaceAll((arm, weight) -> -weight);
        assertThat(verdict(other, evidence, design)).isEqualTo(Verdict.REFUTED);
        assertThat(verdict(TogetherFactorial.effect(Factor.RESIDUAL), evidence, design))
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    /** Its margin is z·100·√(Σw²·p(1 − p)/n): 1.96·100·√(4·0.24/5000), 2.7 points. */
    @Test
    void on_a_fixed_part_of_the_images_a_sum_has_to_clear_what_another_part_could_make() {
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= 6; seed++) {
            trials.add(run("a", seed, 40 - seed * 0.1));
            trials.add(run("b", seed, 41));
            trials.add(run("c", seed, 41));
            trials.add(run("d", seed, 40));
        }
        Map<String, Double> weights = Map.of("a", 1.0, "b", -1.0, "c", -1.0, "d", 1.0);
        Evidence evidence = new Evidence("made", trials);
        assertThat(verdict(weights, evidence, Design.of(6))).isEqualTo(Verdict.CONFIRMED);
        Finding part = contrast(weights).judge(evidence, Design.of(6).onImages(0, 5000));
        assertThat(part.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(part.why()).contains("to clear 2.720 points");
        assertThat(verdict(weights, evidence, Design.of(6).onImages(0, 50_000)))
                .isEqualTo(Verdict.CONFIRMED);
    }

    /** The sixth seed's sum is 0 and none of its roundings: five pairs decide nothing. */
    @Test
    void a_sum_of_zero_is_zero_in_whatever_order_its_arms_come() {
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= 6; seed++) {
            trials.add(run("a", seed, (seed == 6 ? 1932 : 1952 + 7 * seed) / 50.0));
            trials.add(run("b", seed, 2030 / 50.0));
            trials.add(run("c", seed, 1960 / 50.0));
            trials.add(run("d", seed, 2058 / 50.0));
        }
        Evidence evidence = new Evidence("made", trials);
        List<String> arms = List.of("a", "b", "c", "d");
        for (int turn = 0; turn < 24; turn++) {
            List<String> order = new ArrayList<>(arms);
            Collections.shuffle(order, new Random(turn));
            Map<String, Double> weights = new LinkedHashMap<>();
            order.forEach(arm -> weights.put(arm, arm.equals("a") || arm.equals("d") ? -1.0 : 1.0));
            assertThat(contrast(weights).sums(evidence)[5]).isZero();
            assertThat(verdict(weights, evidence, Design.of(6))).isEqualTo(Verdict.INCONCLUSIVE);
        }
    }

    private static Trial run(String arm, long seed, double error) {
        return new Trial(arm, seed, Map.of("testError", error), List.of());
    }

    private static Verdict verdict(Map<String, Double> weights, Evidence evidence, Design design) {
        return contrast(weights).judge(evidence, design).verdict();
    }

    @Test
    void an_arm_that_was_not_run_is_named_and_a_seed_without_it_left_out() {
        Evidence whole = made(3);
        List<Trial> fewer =
                whole.trials().stream()
                        .filter(trial -> trial.seed() < 3 || !trial.arm().equals("plain"))
                        .toList();
        Contrast effect = contrast(TogetherFactorial.effect(Factor.ELU));
        assertThat(effect.sums(new Evidence("made", fewer))).hasSize(2);
        Finding none =
                effect.judge(
                        new Evidence(
                                "made",
                                fewer.stream().filter(t -> !t.arm().equals("plain")).toList()),
                        Design.of(3));
        assertThat(none.verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThat(none.why()).contains("no run of plain");
    }

    @Test
    void parts_wait_for_all_planned_runs_as_the_claim_does() {
        CombinedCheck both =
                new CombinedCheck(
                        Claim.part("both"),
                        CombinedCheck.Rule.ALL,
                        List.of(
                                contrast(TogetherFactorial.effect(Factor.ELU)),
                                contrast(TogetherFactorial.effect(Factor.WEIGHT_NORM))),
                        "");
        Plan whole = new TogetherFactorial().plan(Budget.SHORT, set -> true);
        List<Job> sixteen =
                whole.jobs().stream()
                        .filter(job -> !job.arm().contains(", "))
                        .filter(job -> job.seed() <= 6)
                        .toList();
        Plan plan = new Plan("", "", sixteen, List.of(both), List.of());
        Evidence all = made(6);
        assertThat(plan.parts(both, all))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.CONFIRMED, Verdict.CONFIRMED);
        Evidence fewer = new Evidence("made", all.trials().subList(0, all.trials().size() - 1));
        assertThat(plan.decide(both, fewer).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(plan.parts(both, fewer))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE);
    }

    /** As the claims have them, and orthogonal: no effect contains another. */
    @Test
    void the_fifteen_effects_of_the_design_are_orthogonal() {
        List<Set<Factor>> sets = EffectsFigure.sets();
        assertThat(sets).hasSize(15);
        assertThat(TogetherFactorial.effect(Factor.ELU))
                .containsEntry("plain", -0.125)
                .containsEntry("ELU", 0.125)
                .containsEntry("WN + FMP", -0.125)
                .containsEntry("all four", 0.125);
        assertThat(TogetherFactorial.interaction(Factor.ELU, Factor.FRACTIONAL_POOLING))
                .containsEntry("plain", 0.125)
                .containsEntry("ELU", -0.125)
                .containsEntry("WN + FMP", -0.125)
                .containsEntry("ELU + FMP", 0.125);
        for (Factor factor : Factor.values()) {
            assertThat(CombinedArm.effect(Set.of(factor)))
                    .isEqualTo(TogetherFactorial.effect(factor));
        }
        assertThat(CombinedArm.effect(Set.of(Factor.ELU, Factor.RESIDUAL)))
                .isEqualTo(TogetherFactorial.interaction(Factor.ELU, Factor.RESIDUAL));
        for (Set<Factor> one : sets) {
            for (Set<Factor> other : sets) {
                Map<String, Double> weights = CombinedArm.effect(other);
                double product =
                        CombinedArm.effect(one).entrySet().stream()
                                .mapToDouble(each -> each.getValue() * weights.get(each.getKey()))
                                .sum();
                assertThat(product).isEqualTo(one.equals(other) ? 0.25 : 0);
            }
        }
    }

    @Test
    void a_run_that_diverged_is_the_worst_outcome() {
        List<Trial> trials = new ArrayList<>(made(6).trials());
        trials.replaceAll(
                trial ->
                        trial.arm().equals("all four")
                                ? Trial.diverged(trial.arm(), trial.seed())
                                : trial);
        Map<String, Double> weights = Map.of("all four", 1.0, "plain", -1.0);
        assertThat(verdict(weights, new Evidence("made", trials), Design.of(6).onlyLook()))
                .isEqualTo(Verdict.REFUTED);
    }

    @ParameterizedTest
    @EnumSource(Budget.class)
    void all_arms_have_equal_costs_and_recipes(Budget budget) {
        Plan plan = new TogetherFactorial().plan(budget, set -> true);
        List<Recipe> recipes =
                plan.jobs().stream()
                        .filter(job -> job.seed() == 1)
                        .map(job -> (Recipe) job.spec().orElseThrow())
                        .toList();
        assertThat(recipes).hasSize(20);
        double cost = recipes.get(0).model().value().cost(CIFAR).multiplyAdds();
        for (Recipe recipe : recipes) {
            assertThat(recipe.model().value().cost(CIFAR).multiplyAdds() / cost)
                    .as(recipe.name())
                    .isCloseTo(1, within(0.06));
            assertThat(recipe.optimizer()).isEqualTo(recipes.get(0).optimizer());
            assertThat(recipe.rate()).isEqualTo(recipes.get(0).rate());
            assertThat(recipe.corpus()).isEqualTo(recipes.get(0).corpus());
        }
    }
}
