package dev.hearth.papers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.TunedComparison;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.ParameterStart;
import dev.hearth.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the budget evidence has that others have not. */
class EvidenceDesignsTest {

    private static Plan plan(String name, Budget budget) {
        Experiment experiment =
                Papers.experiments().stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        return experiment.plan(budget, set -> true);
    }

    private static Set<String> arms(Plan plan) {
        return plan.jobs().stream().map(Job::arm).collect(Collectors.toSet());
    }

    /** Runs of every planned job; figures by arm and seed. */
    private static Evidence evidence(
            String name, Plan plan, BiFunction<String, Long, Map<String, Double>> figures) {
        List<Trial> trials = new ArrayList<>();
        for (Job job : plan.jobs()) {
            Map<String, Double> metrics = figures.apply(job.arm(), job.seed());
            trials.add(new Trial(job.arm(), job.seed(), metrics, List.of(metrics, metrics)));
        }
        return new Evidence(name, trials);
    }

    private static Map<String, Verdict> verdicts(Plan plan, Evidence evidence) {
        Map<String, Verdict> verdicts = new TreeMap<>();
        for (ClaimCheck check : plan.checks()) {
            Finding finding = plan.decide(check, evidence);
            verdicts.put(finding.id() + " " + finding.statement(), finding.verdict());
        }
        return verdicts;
    }

    @Test
    void the_autoencoder_begins_at_mean_pixels_at_the_two_larger_rates() {
        for (Budget budget : Budget.values()) {
            Plan plan = plan("elu/autoencoder", budget);
            boolean evidence = budget == Budget.EVIDENCE;
            plan.jobs()
                    .forEach(
                            job ->
                                    assertThat(
                                                    ((Recipe) job.spec().orElseThrow())
                                                                    .start()
                                                                    .value()
                                                            instanceof ParameterStart.MeanPixels)
                                            .isEqualTo(evidence));
            if (evidence) {
                assertThat(arms(plan))
                        .allMatch(arm -> arm.endsWith("1e-2") || arm.endsWith("1e-3"));
                assertThat(plan.deviation()).contains("logits of mean pixels");
            }
        }
    }

    @Test
    void the_mixtures_are_wide_and_the_generator_has_fifty_thousand_steps_for_either_k() {
        for (String name : List.of("gan/line", "gan/ring")) {
            Plan plan = plan(name, Budget.EVIDENCE);
            assertThat(arms(plan)).containsExactlyInAnyOrder("k = 1", "k = 20");
            assertThat(plan.checks().get(1).claim().statement()).contains("with k = 20 than");
            assertThat(plan.design().seeds()).isGreaterThanOrEqualTo(6);
            for (Job job : plan.jobs()) {
                GanRecipe recipe = (GanRecipe) job.spec().orElseThrow();
                long perEpoch = recipe.corpus().value().training() / recipe.batch().value();
                long steps = recipe.epochs().value() * perEpoch;
                assertThat(recipe.turns().value().generatorBefore(steps)).isEqualTo(50_000);
                assertThat(recipe.corpus().value().set()).endsWith("-wide");
                double begin = recipe.generatorUpdate().value().at(0, perEpoch).rate();
                double end = recipe.generatorUpdate().value().at(steps - 1, perEpoch).rate();
                assertThat(begin).isEqualTo(5e-4);
                assertThat(end).isLessThan(begin / 100);
            }
        }
    }

    /** Twelve tests and one, of pseudorandom and of random regions. */
    private static Map<String, Double> fmp(String arm, long seed, double pseudo) {
        double spread = 0.004 * (seed % 3);
        boolean random = arm.startsWith("random");
        return Map.of(
                "averagedError1",
                (random ? 0.50 : pseudo) + spread,
                "averagedError12",
                (random ? 0.31 : 0.34) + spread,
                "testError",
                0.5,
                "trainLoss",
                0.01);
    }

    @Test
    void each_printed_error_on_mnist_is_asked_of_the_regions_that_have_it() {
        Plan plan = plan("fmp/mnist-long", Budget.EVIDENCE);
        assertThat(arms(plan))
                .containsExactlyInAnyOrder("pseudorandom overlapping", "random overlapping");
        assertThat(plan.design().seeds()).isGreaterThanOrEqualTo(3);
        assertThat(plan.deviation()).contains("0.066, 0.071 and 0.056 points");
        assertThat(verdicts(plan, evidence("fmp/mnist-long", plan, (arm, s) -> fmp(arm, s, 0.44))))
                .hasSize(3)
                .allSatisfy((claim, verdict) -> assertThat(verdict).isEqualTo(Verdict.CONFIRMED));
        // Not reached, and after less training than the paper's: open.
        Map<String, Verdict> worse =
                verdicts(plan, evidence("fmp/mnist-long", plan, (arm, s) -> fmp(arm, s, 0.60)));
        assertThat(worse.values())
                .containsExactlyInAnyOrder(
                        Verdict.CONFIRMED, Verdict.REFUTED, Verdict.INCONCLUSIVE);
    }

    /** As in table 3, each best at a rate of its own; those of the test images would be others. */
    private static Map<String, Double> cifar(String arm, long seed, double limited) {
        Map<String, Double> best =
                Map.of(
                        "plain",
                        12.0,
                        "BN",
                        11.0,
                        "WN",
                        11.95,
                        "WN + mean-only",
                        9.0,
                        "mean-only",
                        10.5,
                        "WN exp",
                        12.1);
        String method = arm.replaceAll(" [0-9]e-[0-9]$", "");
        double end = best.getOrDefault(method, limited);
        double off = arm.equals(method) ? 0 : 5;
        double noise = method.equals("plain") ? (seed % 2 == 0 ? 0.1 : -0.1) : 0;
        double value = end + off + noise + 0.05 * seed * end / 12;
        return Map.of(
                "testError",
                value,
                "probeError",
                value + (method.equals("plain") ? 3 : 0),
                "trainLoss",
                0.3,
                TunedComparison.VALIDATION,
                value + 0.3);
    }

    @Test
    void weight_norm_is_compared_at_each_variants_best_rate_on_images_that_are_kept() {
        Plan plan = plan("weightnorm/cifar-10", Budget.EVIDENCE);
        assertThat(plan.design().seeds()).isGreaterThanOrEqualTo(5);
        assertThat(arms(plan))
                .hasSize(27)
                .contains("WN limited 0.5", "WN limited 1e-2", "WN limited 2.0 1e-3", "plain 1e-2");
        plan.jobs()
                .forEach(
                        job -> {
                            Recipe recipe = (Recipe) job.spec().orElseThrow();
                            assertThat(recipe.corpus().value().set()).isEqualTo("cifar-10-tuning");
                            assertThat(recipe.corpus().value().training()).isZero();
                            assertThat(recipe.epochs().value()).isEqualTo(100);
                        });
        Map<String, Verdict> verdicts =
                verdicts(
                        plan,
                        evidence("weightnorm/cifar-10", plan, (arm, s) -> cifar(arm, s, 11.0)));
        assertThat(verdicts).hasSize(6);
        assertThat(verdicts.values()).containsOnly(Verdict.CONFIRMED);
        Map<String, Verdict> without =
                verdicts(
                        plan,
                        evidence("weightnorm/cifar-10", plan, (arm, s) -> cifar(arm, s, 13.0)));
        assertThat(without.entrySet())
                .filteredOn(each -> each.getKey().startsWith("WN-11"))
                .extracting(Map.Entry::getValue)
                .containsExactly(Verdict.REFUTED);
    }
}
