package dev.hearth.experiments.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TunedComparisonTest {

    private static final List<String> NEW = List.of("new 1", "new 2", "new 3");
    private static final List<String> OLD = List.of("old 1", "old 2", "old 3");

    private static Finding judge(Map<String, double[]> errors) {
        List<Trial> trials = new ArrayList<>();
        errors.forEach(
                (arm, values) -> {
                    for (int i = 0; i < values.length; i++) {
                        trials.add(
                                new Trial(
                                        arm,
                                        i + 1,
                                        Map.of(
                                                "error",
                                                values[i],
                                                TunedComparison.VALIDATION,
                                                values[i] + 1),
                                        List.of()));
                    }
                });
        return new TunedComparison(
                        new Claim("T-2", "new is better", "§4"),
                        "error",
                        " %",
                        trial -> trial.metric("error"),
                        NEW,
                        OLD,
                        "small")
                .judge(new Evidence("made/up", trials));
    }

    private static double[] about(double mean) {
        return new double[] {mean - 0.1, mean, mean + 0.1};
    }

    @Test
    void the_best_settings_are_compared() {
        Map<String, double[]> errors =
                Map.of(
                        "new 1", about(50),
                        "new 2", about(40),
                        "new 3", about(60),
                        "old 1", about(70),
                        "old 2", about(45),
                        "old 3", about(50));
        Finding finding = judge(errors);
        assertThat(finding.verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(finding.measured())
                .startsWith("error: new 2 40.0±0.100 %, old 2 45.0±0.100 %; all: new 1 50.0 %");
        assertThat(finding.why())
                .startsWith("old 2 − new 2 = 5.000 points in the mean over 3 pairs");
    }

    @Test
    void the_other_order_refutes_and_a_tie_does_neither() {
        Map<String, double[]> errors =
                new java.util.HashMap<>(
                        Map.of(
                                "new 1", about(50),
                                "new 2", about(45),
                                "new 3", about(60),
                                "old 1", about(70),
                                "old 2", about(40),
                                "old 3", about(50)));
        assertThat(judge(errors).verdict()).isEqualTo(Verdict.REFUTED);
        errors.put("old 2", new double[] {46, 44.8, 44.5});
        assertThat(judge(errors).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void a_best_setting_at_the_edge_leaves_it_open() {
        Finding finding =
                judge(
                        Map.of(
                                "new 1", about(50),
                                "new 2", about(40),
                                "new 3", about(30),
                                "old 1", about(70),
                                "old 2", about(45),
                                "old 3", about(50)));
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(finding.why())
                .startsWith("the best lies at the edge of what was tried: new 3; old 2 − new 3");
    }

    @Test
    void a_setting_that_broke_down_is_passed_over_and_a_method_without_runs_is_not_tested() {
        Map<String, double[]> errors =
                new java.util.HashMap<>(
                        Map.of(
                                "new 1", about(50),
                                "new 2", about(40),
                                "new 3", new double[] {10, Double.NaN, 10}));
        Finding finding = judge(errors);
        assertThat(finding.verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThat(finding.why())
                .isEqualTo("there is no run with a finite figure of [old 1, old 2, old 3]");
        errors.put("old 1", about(60));
        errors.put("old 2", about(55));
        errors.put("old 3", about(65));
        finding = judge(errors);
        assertThat(finding.verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(finding.measured()).contains("new 3 no figure");
    }

    @Test
    void what_was_tuned_on_the_images_that_decide_decides_nothing() {
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            double[] new123 = {50, 40, 60};
            for (int seed = 1; seed <= 3; seed++) {
                double error = new123[i] + 0.1 * seed;
                trials.add(new Trial(NEW.get(i), seed, Map.of("error", error), List.of()));
                trials.add(new Trial(OLD.get(i), seed, Map.of("error", error + 9), List.of()));
            }
        }
        Finding finding =
                new TunedComparison(
                                new Claim("T-2", "new is better", "§4"),
                                "error",
                                " %",
                                trial -> trial.metric("error"),
                                NEW,
                                OLD,
                                "small")
                        .judge(new Evidence("made/up", trials));
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(finding.why()).startsWith("tuned on the images that decide; old 2 − new 2 = ");
    }

    @Test
    void the_setting_is_chosen_by_validation_even_where_another_would_win() {
        List<Trial> trials = new ArrayList<>();
        double[] validation = {50, 40, 60};
        double[] test = {30, 45, 60};
        for (int i = 0; i < 3; i++) {
            for (int seed = 1; seed <= 3; seed++) {
                for (List<String> arms : List.of(NEW, OLD)) {
                    double worse = arms == OLD ? 2 : 0;
                    trials.add(
                            new Trial(
                                    arms.get(i),
                                    seed,
                                    Map.of(
                                            "error",
                                            test[i] + worse + 0.1 * seed,
                                            TunedComparison.VALIDATION,
                                            validation[i]),
                                    List.of()));
                }
            }
        }
        Finding finding =
                new TunedComparison(
                                new Claim("T-2", "new is better", "§4"),
                                "error",
                                " %",
                                trial -> trial.metric("error"),
                                NEW,
                                OLD,
                                "small")
                        .judge(new Evidence("made/up", trials));
        assertThat(finding.measured()).startsWith("error: new 2 45.2");
    }

    @Test
    void two_settings_are_too_few() {
        assertThatThrownBy(
                        () ->
                                new TunedComparison(
                                        new Claim("", "", ""),
                                        "",
                                        "",
                                        t -> 0,
                                        List.of("a", "b"),
                                        OLD,
                                        ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "A TunedComparison needs at least three settings of each method.");
    }
}
