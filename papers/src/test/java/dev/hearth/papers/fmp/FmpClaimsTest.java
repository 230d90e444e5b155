package dev.hearth.papers.fmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Design;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.train.recipe.Budget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Made-up results: each check comes out either way, or says that it cannot tell. */
class FmpClaimsTest {

    private static final List<Integer> COUNTS = List.of(1, 2, 4, 8, 12, 16, 32, 64, 100);
    private static final List<String> WHOLE = List.of("MP2", "MP2 shallow", "MP3 stride 2", "SP2");

    /** Errors of an arm after 1, 8, 12 and 100 tests, all other counts like the one before. */
    private static Map<String, Double> errors(double one, double eight, double twelve, double all) {
        Map<String, Double> figures = new HashMap<>();
        for (int count : COUNTS) {
            double error = count < 8 ? one : count < 12 ? eight : count < 100 ? twelve : all;
            figures.put("averagedError" + count, error);
            figures.put("votedError" + count, error);
        }
        figures.put("testError", one);
        figures.put("trainLoss", one / 30);
        return figures;
    }

    private static Evidence evidence(Map<String, Map<String, Double>> arms) {
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            double wobble = 1 + 0.01 * seed;
            arms.forEach(
                    (arm, figures) -> {
                        Map<String, Double> own = new HashMap<>();
                        figures.forEach((name, value) -> own.put(name, value * wobble));
                        trials.add(new Trial(arm, 0, own, List.of()));
                    });
        }
        List<Trial> numbered = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            Trial t = trials.get(i);
            numbered.add(new Trial(t.arm(), 1 + i / arms.size(), t.metrics(), t.history()));
        }
        return new Evidence("made up", numbered);
    }

    private static Map<Object, Verdict> verdicts(
            Experiment experiment, Map<String, Map<String, Double>> arms) {
        Plan plan = experiment.plan(Budget.SHORT, set -> true);
        Map<Object, Verdict> verdicts = new HashMap<>();
        for (ClaimCheck check : plan.checks()) {
            Finding finding = check.judge(evidence(arms));
            assertThat(finding.why()).isNotBlank();
            verdicts.put(check.claim(), finding.verdict());
        }
        return verdicts;
    }

    private static Map<String, Map<String, Double>> asPrinted() {
        Map<String, Map<String, Double>> arms = new LinkedHashMap<>();
        arms.put("pseudorandom disjoint", errors(5.4, 4.0, 3.8, 3.7));
        arms.put("random disjoint", errors(5.7, 3.9, 3.7, 3.6));
        arms.put("pseudorandom overlapping", errors(4.4, 3.6, 3.4, 3.3));
        arms.put("random overlapping", errors(5.0, 3.4, 3.2, 3.1));
        WHOLE.forEach(arm -> arms.put(arm, errors(6, 6, 6, 6)));
        return arms;
    }

    @Test
    void figures_like_the_printed_ones_confirm() {
        Map<Object, Verdict> verdicts = verdicts(new FmpMnist(), asPrinted());
        assertThat(verdicts).hasSize(8);
        assertThat(verdicts.values()).containsOnly(Verdict.CONFIRMED);
    }

    @Test
    void the_contrary_refutes() {
        Map<String, Map<String, Double>> arms = new LinkedHashMap<>();
        arms.put("pseudorandom disjoint", errors(4.0, 4.1, 4.2, 3.2));
        arms.put("random disjoint", errors(3.8, 4.3, 4.4, 4.5));
        arms.put("pseudorandom overlapping", errors(5.0, 5.1, 5.2, 5.3));
        arms.put("random overlapping", errors(4.8, 5.3, 5.4, 5.5));
        WHOLE.forEach(arm -> arms.put(arm, errors(2, 2, 2, 2)));
        assertThat(verdicts(new FmpMnist(), arms).values())
                .as("far from the printed errors, nets are too young to refute")
                .containsOnly(Verdict.INCONCLUSIVE);
        arms.replaceAll((arm, figures) -> scaled(figures, 0.1));
        Map<Object, Verdict> verdicts = verdicts(new FmpMnist(), arms);
        assertThat(verdicts.values()).containsOnly(Verdict.REFUTED);
    }

    /** e1 − 2·e8 + e100 is 1.2 points; p(1 − p) of the three, that of e8 four times, makes 1.6. */
    @Test
    void a_difference_of_two_gains_has_to_clear_what_other_test_images_could_make() {
        Map<String, Map<String, Double>> arms = asPrinted();
        arms.replaceAll((arm, figures) -> errors(2.6, 1.3, 1.2, 1.1));
        ClaimCheck first =
                new FmpMnist()
                        .plan(Budget.SHORT, set -> true).checks().stream()
                                .filter(check -> check.claim().equals(FmpClaims.REPEATS_FIRST))
                                .findFirst()
                                .orElseThrow();
        Design all = Design.of(3);
        assertThat(first.judge(evidence(arms), all).verdict()).isEqualTo(Verdict.CONFIRMED);
        Finding part = first.judge(evidence(arms), all.onImages(12_000, 2_500));
        assertThat(part.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(part.why()).contains("to clear 1.591 points");
    }

    @Test
    void one_pair_the_other_way_refutes_that_claim_alone() {
        Map<String, Map<String, Double>> arms = asPrinted();
        arms.put("random disjoint", errors(4.9, 3.9, 3.7, 3.6));
        arms.replaceAll((arm, figures) -> scaled(figures, 0.1));
        Map<Object, Verdict> verdicts = verdicts(new FmpMnist(), arms);
        assertThat(verdicts.get(FmpClaims.OVERLAPPING)).isEqualTo(Verdict.REFUTED);
        assertThat(verdicts.get(FmpClaims.RANDOM_ONCE)).isEqualTo(Verdict.REFUTED);
        assertThat(verdicts.get(FmpClaims.RANDOM_REPEATED)).isEqualTo(Verdict.CONFIRMED);
        assertThat(verdicts.get(FmpClaims.REPEATS_HELP)).isEqualTo(Verdict.CONFIRMED);
        assertThat(verdicts.get(FmpClaims.POOLINGS_ONCE)).isEqualTo(Verdict.CONFIRMED);
    }

    @Test
    void nets_no_better_than_a_guess_and_equal_ones_cannot_tell() {
        Map<String, Map<String, Double>> idle = asPrinted();
        idle.replaceAll((arm, figures) -> scaled(figures, 30));
        assertThat(verdicts(new FmpMnist(), idle).values()).containsOnly(Verdict.INCONCLUSIVE);
        Map<String, Map<String, Double>> equal = asPrinted();
        equal.replaceAll((arm, figures) -> errors(5, 5, 5, 5));
        assertThat(verdicts(new FmpMnist(), equal).values()).containsOnly(Verdict.INCONCLUSIVE);
    }

    private static Map<String, Double> scaled(Map<String, Double> figures, double factor) {
        Map<String, Double> scaled = new HashMap<>(figures);
        scaled.replaceAll((name, value) -> value * factor);
        return scaled;
    }

    @Test
    void random_regions_underfit_where_loss_and_error_are_higher() {
        Map<String, Map<String, Double>> arms = new LinkedHashMap<>();
        arms.put("pseudorandom overlapping", errors(40, 37, 36, 36));
        arms.put("random overlapping", errors(42, 37, 36, 36));
        List.of("MP2", "MP3 stride 2", "SP2").forEach(a -> arms.put(a, errors(45, 45, 45, 45)));
        arms.put("pseudorandom overlapping regularised", errors(50, 47, 46, 46));
        arms.put("random overlapping regularised", errors(55, 48, 47, 47));
        Map<Object, Verdict> verdicts = verdicts(new FmpCifar(), arms);
        assertThat(verdicts.get(FmpClaims.UNDERFITTING)).isEqualTo(Verdict.CONFIRMED);
        assertThat(verdicts.get(FmpClaims.POOLINGS_REPEATED)).isEqualTo(Verdict.CONFIRMED);
        assertThat(verdicts.get(FmpClaims.CIFAR_10)).isEqualTo(Verdict.NOT_TESTED);
        arms.put("random overlapping regularised", errors(49, 48, 47, 47));
        assertThat(verdicts(new FmpCifar(), arms).get(FmpClaims.UNDERFITTING))
                .isEqualTo(Verdict.INCONCLUSIVE);
        arms.replaceAll((arm, figures) -> scaled(figures, 0.1));
        assertThat(verdicts(new FmpCifar(), arms).get(FmpClaims.UNDERFITTING))
                .isEqualTo(Verdict.REFUTED);
        arms.put("random overlapping regularised", scaled(errors(50, 48, 47, 47), 0.1));
        assertThat(verdicts(new FmpCifar(), arms).get(FmpClaims.UNDERFITTING))
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void the_long_run_reaches_the_printed_errors_or_does_not() {
        Map<String, Map<String, Double>> arms = new LinkedHashMap<>();
        arms.put("random overlapping", errors(0.5, 0.4, 0.35, 0.33));
        assertThat(verdicts(new FmpLong(), arms).get(FmpClaims.MNIST)).isEqualTo(Verdict.CONFIRMED);
        arms.put("random overlapping", errors(0.9, 0.6, 0.55, 0.5));
        assertThat(verdicts(new FmpLong(), arms).get(FmpClaims.MNIST))
                .isEqualTo(Verdict.INCONCLUSIVE);
        Plan paper = new FmpMnist().plan(Budget.PAPER, set -> true);
        ClaimCheck last = paper.checks().get(paper.checks().size() - 1);
        assertThat(last.claim()).isEqualTo(FmpClaims.MNIST);
        assertThat(last.judge(evidence(arms)).verdict()).isEqualTo(Verdict.REFUTED);
    }

    @Test
    void displacement_tells_distortion_from_scaling() {
        Map<String, Map<String, Double>> arms = new LinkedHashMap<>();
        arms.put("pseudorandom", Map.of("displacement", 2.0));
        arms.put("random", Map.of("displacement", 9.0));
        assertThat(verdicts(new FmpFigure(), arms).get(FmpClaims.FIGURE))
                .isEqualTo(Verdict.CONFIRMED);
        arms.put("random", Map.of("displacement", 1.0));
        assertThat(verdicts(new FmpFigure(), arms).get(FmpClaims.FIGURE))
                .isEqualTo(Verdict.REFUTED);
    }

    @Test
    void a_broken_rule_refutes_the_definition() {
        Map<String, Double> figures =
                new HashMap<>(FmpExact.measure(new dev.hearth.tensor.Seed(3)));
        assertThat(figures.get("regionsChecked")).isEqualTo(2 * 2 * 6 * 2450.0);
        Map<Object, Verdict> verdicts = verdicts(new FmpExact(), Map.of("regions", figures));
        assertThat(verdicts.values()).hasSize(2).containsOnly(Verdict.CONFIRMED);
        for (String rule : List.of("wrongWidths", "pseudorandomOffTheRule", "illegalIncrements")) {
            Map<String, Double> broken = new HashMap<>(figures);
            broken.put(rule, 1.0);
            assertThat(verdicts(new FmpExact(), Map.of("regions", broken)).get(FmpClaims.SEQUENCES))
                    .isEqualTo(Verdict.REFUTED);
        }
    }
}
