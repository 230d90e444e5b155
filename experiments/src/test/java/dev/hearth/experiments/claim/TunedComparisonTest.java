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
                        trials.add(new Trial(arm, i + 1, Map.of("error", values[i]), List.of()));
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
        assertThat(finding.why()).startsWith("old 2 − new 2 = 5.000 % over 3 pairs");
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
