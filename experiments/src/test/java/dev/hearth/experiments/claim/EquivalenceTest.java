package dev.hearth.experiments.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EquivalenceTest {

    private static final Claim CLAIM = new Claim("T-1", "alike", "table 1");

    private static Evidence evidence(double[] one, double[] other) {
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < one.length; i++) {
            trials.add(new Trial("a", i + 1, Map.of("error", one[i]), List.of()));
        }
        for (int i = 0; i < other.length; i++) {
            trials.add(new Trial("b", i + 1, Map.of("error", other[i]), List.of()));
        }
        return new Evidence("made/up", trials);
    }

    private static Finding judge(double[] one, double[] other) {
        return new Equivalence(CLAIM, "error", " %", t -> t.metric("error"), "a", "b", 3, "small")
                .judge(evidence(one, other));
    }

    @Test
    void a_difference_that_surely_lies_within_the_margin_confirms() {
        Finding finding = judge(new double[] {50, 51, 52}, new double[] {50.5, 51.2, 52.6});
        assertThat(finding.verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(finding.measured()).isEqualTo("error: a 51.0 %, b 51.4 %");
        assertThat(finding.why())
                .startsWith("b − a = 0.433 points in the mean over 3 pairs, 95 % interval [")
                .endsWith(
                        "], margin 3.000 points; equal arms would have been found alike with 100 %");
        assertThat(finding.seeds()).isEqualTo(3);
    }

    @Test
    void a_difference_that_surely_lies_outside_refutes_on_either_side() {
        double[] low = {50, 51, 52};
        double[] high = {60.1, 60.9, 62};
        assertThat(judge(low, high).verdict()).isEqualTo(Verdict.REFUTED);
        assertThat(judge(high, low).verdict()).isEqualTo(Verdict.REFUTED);
    }

    @Test
    void much_spread_or_a_single_pair_cannot_tell() {
        assertThat(judge(new double[] {50, 51, 52}, new double[] {47, 56, 53}).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
        Finding single = judge(new double[] {50}, new double[] {50, 51});
        assertThat(single.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(single.why()).isEqualTo("1 pair of runs cannot show a spread");
        Finding lost = judge(new double[] {50, Double.NaN}, new double[] {50, 51});
        assertThat(lost.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(lost.why()).isEqualTo("a run has no figure");
    }

    @Test
    void what_another_part_of_the_images_could_make_narrows_the_margin() {
        Equivalence check =
                new Equivalence(
                        CLAIM, Measure.of("e", " %", "error").onTestImages(), "a", "b", 3, "");
        Evidence evidence = evidence(new double[] {50, 51, 52}, new double[] {50.5, 51.2, 52.6});
        Design design = Design.of(3).onlyLook();
        assertThat(check.judge(evidence, design).verdict()).isEqualTo(Verdict.CONFIRMED);
        Finding part = check.judge(evidence, design.onImages(0, 2000));
        assertThat(part.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(part.why()).contains("of which another part of the test images could make 3.0");
    }

    /** Nobody is told that a large p-value shows equality. */
    @Test
    void by_ranks_the_p_values_of_both_sides_of_the_margin_are_told() {
        double[] first = {50, 51, 52, 50, 51, 52};
        double[] second = {50.2, 50.9, 52.1, 49.7, 51.4, 51.8};
        Finding finding =
                new Equivalence(CLAIM, "e", "", t -> t.metric("error"), "a", "b", 3, "")
                        .judge(evidence(first, second), Design.of(6));
        assertThat(finding.verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(finding.why())
                .contains(
                        "one-sided signed ranks p = 0.016 that they lie within the margin, 1.0 that"
                                + " beyond it, against 0.025");
    }

    @Test
    void a_run_that_diverged_ends_otherwise() {
        List<Trial> trials = new ArrayList<>();
        for (int seed = 1; seed <= 6; seed++) {
            trials.add(new Trial("a", seed, Map.of("error", 5.0), List.of()));
            trials.add(Trial.diverged("b", seed));
        }
        assertThat(
                        new Equivalence(CLAIM, "e", "", t -> t.metric("error"), "a", "b", 3, "")
                                .judge(new Evidence("made/up", trials))
                                .verdict())
                .isEqualTo(Verdict.REFUTED);
    }

    @Test
    void an_arm_that_never_ran_is_not_tested() {
        Finding finding = judge(new double[] {50, 51}, new double[0]);
        assertThat(finding.verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThat(finding.why()).isEqualTo("there is no run of b");
    }

    @Test
    void no_margin_is_refused() {
        assertThatThrownBy(() -> new Equivalence(CLAIM, "error", "", t -> 0, "a", "b", 0, "small"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Equivalence needs a margin above 0. Received: margin=0.0. Use the greatest"
                                + " difference that does not matter.");
    }
}
