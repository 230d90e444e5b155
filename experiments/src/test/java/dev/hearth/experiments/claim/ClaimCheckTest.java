package dev.hearth.experiments.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimCheckTest {

    private static final Claim CLAIM = new Claim("T-1", "a is below b", "table 1");
    private static final double NAN = Double.NaN;

    private static List<Trial> arm(String arm, double... figures) {
        List<Trial> trials = new ArrayList<>();
        for (int seed = 1; seed <= figures.length; seed++) {
            trials.add(trial(arm, seed, figures[seed - 1]));
        }
        return trials;
    }

    private static Trial trial(String arm, long seed, double figure) {
        return new Trial(arm, seed, Map.of("error", figure), List.of(Map.of("error", figure)));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static Evidence evidence(List<Trial>... arms) {
        return new Evidence("test/e", Arrays.stream(arms).flatMap(List::stream).toList());
    }

    private static Ranking below(String... arms) {
        return new Ranking(
                CLAIM, "error", " %", trial -> trial.metric("error"), List.of(arms), "smaller");
    }

    // ---- Ranking -----------------------------------------------------------------------------

    @Test
    void an_order_with_little_spread_is_confirmed() {
        Finding finding =
                below("a", "b").judge(evidence(arm("a", 1, 1.1, 0.9), arm("b", 3, 3.2, 2.9)));
        assertThat(finding.verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(finding.seeds()).isEqualTo(3);
        assertThat(finding.deviation()).isEqualTo("smaller");
        assertThat(finding.measured()).isEqualTo("error: a 1.000±0.100 %, b 3.033±0.153 %");
        // Student's t with 2 degrees of freedom: 4.3027·0.0577/√3 around 2.0333.
        assertThat(finding.why())
                .isEqualTo(
                        "b − a = 2.033 points in the mean over 3 pairs, 95 % interval [1.890, 2.177]; an effect of"
                                + " 0.227 points would have been seen with 90 %");
    }

    @Test
    void the_contrary_is_refuted() {
        Finding finding =
                below("b", "a").judge(evidence(arm("a", 1, 1.1, 0.9), arm("b", 3, 3.2, 2.9)));
        assertThat(finding.verdict()).isEqualTo(Verdict.REFUTED);
        assertThat(finding.why())
                .contains("a − b = -2.033 points", "95 % interval [-2.177, -1.890]");
    }

    @Test
    void spread_across_zero_is_inconclusive() {
        Finding finding = below("a", "b").judge(evidence(arm("a", 1, 3, 2), arm("b", 2, 2.5, 2.2)));
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void equal_arms_are_inconclusive() {
        Finding finding = below("a", "b").judge(evidence(arm("a", 1, 1), arm("b", 1, 1)));
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(finding.why()).contains("interval [0.0, 0.0]");
    }

    @Test
    void one_contradicted_step_refutes_and_one_open_step_leaves_open() {
        List<Trial> low = arm("a", 1, 1.01, 1.02);
        List<Trial> high = arm("b", 2, 2.01, 2.03);
        List<Trial> wide = arm("c", 1, 3, 2.5);
        assertThat(below("a", "b", "c").judge(evidence(low, high, wide)).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(below("b", "a", "c").judge(evidence(low, high, wide)).verdict())
                .isEqualTo(Verdict.REFUTED);
    }

    @Test
    void runs_are_paired_by_seed_and_not_by_place() {
        // Seeds differ by 10 each, arms by 1; b lost seed 2.
        List<Trial> a = arm("a", 10, 20.1, 30, 40.1);
        List<Trial> b = List.of(trial("b", 4, 41), trial("b", 1, 11), trial("b", 3, 31.1));
        Evidence evidence = evidence(a, b);
        Finding finding = below("a", "b").judge(evidence);
        assertThat(finding.verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(finding.seeds()).isEqualTo(3);
        assertThat(finding.why()).startsWith("b − a = 1.000 points in the mean over 3 pairs, ");
        Evidence.Pairs pairs = evidence.pairs("a", "b", trial -> trial.metric("error"));
        assertThat(pairs.seeds()).containsExactly(1L, 3L, 4L);
        assertThat(pairs.first()).containsExactly(10, 30, 40.1);
        assertThat(pairs.second()).containsExactly(11, 31.1, 41);
    }

    @Test
    void arms_without_a_common_seed_show_nothing() {
        List<Trial> b = List.of(trial("b", 8, 3), trial("b", 9, 3.1));
        Finding finding = below("a", "b").judge(evidence(arm("a", 1, 1.1), b));
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(finding.seeds()).isZero();
        assertThat(finding.why()).isEqualTo("0 pairs of runs cannot show a spread");
    }

    @Test
    void one_seed_is_inconclusive_and_shows_its_figures() {
        Finding finding = below("a", "b").judge(evidence(arm("a", 1), arm("b", 300)));
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(finding.measured()).isEqualTo("error: a 1.000 %, b 300 %");
        assertThat(finding.why()).isEqualTo("1 pair of runs cannot show a spread");
    }

    @Test
    void an_arm_that_was_not_run_means_not_tested() {
        Finding finding = below("a", "b", "c").judge(evidence(arm("b", 1, 2)));
        assertThat(finding.verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThat(finding.measured()).isEqualTo("error: a not run, b 1.500±0.707 %, c not run");
        assertThat(finding.why()).isEqualTo("there is no run of a, c");
        assertThat(below("a", "b").judge(evidence()).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void a_run_without_a_finite_figure_never_confirms() {
        Evidence evidence = evidence(arm("a", 1, 1.1, 0.9), arm("b", 3, NAN, 2.9));
        for (Ranking ranking : List.of(below("a", "b"), below("b", "a"))) {
            Finding finding = ranking.judge(evidence);
            assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(finding.why()).isEqualTo("there is no figure of b seed 2");
            assertThat(finding.measured()).contains("b 2.950±0.071 % (not measured in 1 of 3)");
        }
        Finding none = below("a", "b").judge(evidence(arm("a", 1, 2), arm("b", NAN, NAN)));
        assertThat(none.measured()).contains("b no figure (not measured in 2 of 2)");
    }

    @Test
    void a_run_that_diverged_is_the_worst_and_not_a_missing_one() {
        List<Trial> steady = arm("a", 5, 5.1, 4.9, 5.2, 4.8, 5);
        List<Trial> lost = new ArrayList<>();
        for (int seed = 1; seed <= 6; seed++) {
            lost.add(Trial.diverged("b", seed));
        }
        // All runs of b diverge: a is below it. So it is where b's one survivor of six is far
        // lower.
        assertThat(below("a", "b").judge(evidence(steady, lost)).verdict())
                .isEqualTo(Verdict.CONFIRMED);
        assertThat(below("b", "a").judge(evidence(steady, lost)).verdict())
                .isEqualTo(Verdict.REFUTED);
        // Of three pairs, one of which b lost, and two in which it is a little better: nothing
        // follows.
        List<Trial> some = List.of(trial("b", 1, 4.9), trial("b", 2, 5), Trial.diverged("b", 3));
        Finding open = below("a", "b").judge(evidence(arm("a", 5, 5.1, 4.9), some));
        assertThat(open.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(open.measured()).contains("b 4.950±0.071 % (without bound in 1 of 3)");
        // Both of a pair: alike.
        List<Trial> both = List.of(Trial.diverged("a", 1), Trial.diverged("a", 2));
        assertThat(below("a", "b").judge(evidence(both, lost.subList(0, 2))).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void where_more_is_better_a_run_that_diverged_is_below_all() {
        Ranking ranking =
                Measure.of("score", "", "error").moreIsBetter().order(CLAIM, "", "b", "a");
        List<Trial> lost = new ArrayList<>();
        for (int seed = 1; seed <= 6; seed++) {
            lost.add(Trial.diverged("b", seed));
        }
        assertThat(ranking.judge(evidence(arm("a", 1, 2, 3, 4, 5, 6), lost)).verdict())
                .isEqualTo(Verdict.CONFIRMED);
    }

    @Test
    void on_a_fixed_part_of_the_test_images_errors_have_to_differ_by_more_than_another_could() {
        Ranking order =
                Measure.of("error", " %", "error").onTestImages().order(CLAIM, "", "a", "b");
        Evidence evidence = evidence(arm("a", 10, 10.1, 9.9), arm("b", 11, 11.1, 10.9));
        Design whole = Design.of(3).onlyLook();
        assertThat(order.judge(evidence, whole).verdict()).isEqualTo(Verdict.CONFIRMED);
        // 1.96·√((0.09 + 0.0979)/n): 2.7 points of 1,000 images, 0.27 of 100,000.
        Finding part = order.judge(evidence, whole.onImages(0, 1000));
        assertThat(part.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(part.why())
                .contains("to clear 2.687 points that another part of the test images");
        assertThat(order.judge(evidence, whole.onImages(0, 100_000)).verdict())
                .isEqualTo(Verdict.CONFIRMED);
    }

    @Test
    void a_run_that_diverged_does_not_make_the_others_differ_by_more() {
        Ranking order =
                Measure.of("error", " %", "error").onTestImages().order(CLAIM, "", "a", "b");
        Design part = Design.of(6).onImages(0, 5000);
        List<Trial> b = new ArrayList<>(arm("b", 40.2, 40.3, 40.4, 40.5, 40.6));
        b.add(Trial.diverged("b", 6));
        Finding finding =
                order.judge(evidence(arm("a", 40, 40.1, 40.2, 40.3, 40.4, 40.5), b), part);
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(finding.why()).contains("to clear 1.9");
    }

    /** Of six pairs five differ, whose least p-value is 2/32; with a margin it is the margin's test that is told. */
    @Test
    void the_p_value_told_is_the_one_that_decides() {
        Ranking order =
                Measure.of("error", " %", "error").onTestImages().order(CLAIM, "", "a", "b");
        List<Trial> a = arm("a", 40, 40, 40, 40, 40, 40);
        assertThat(order.judge(evidence(a, arm("b", 40, 41, 41, 42, 43, 44)), Design.of(6)).why())
                .contains("signed ranks p = 0.063 (least possible 0.063)")
                .contains("b − a = 1.500 points in the median over 6 pairs");
        Evidence other = evidence(a, arm("b", 41, 41, 41, 42, 43, 44));
        Finding far = order.judge(other, Design.of(6).onImages(0, 5000));
        assertThat(far.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(far.why()).doesNotContain("p = 0.031 ");
    }

    @Test
    void a_figure_that_nobody_measured_never_confirms() {
        Ranking ranking =
                new Ranking(CLAIM, "x", "", trial -> trial.metric("x"), List.of("a", "b"), "");
        Finding finding = ranking.judge(evidence(arm("a", 1, 2), arm("b", 3, 4)));
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void an_order_of_one_is_refused() {
        assertThatThrownBy(() -> below("a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A Ranking compares at least two arms. Received: [a]. Name more.");
    }

    // ---- EpochsToLoss ------------------------------------------------------------------------

    private static Trial falling(String arm, long seed, double... losses) {
        return new Trial(
                arm,
                seed,
                Map.of(),
                Arrays.stream(losses).mapToObj(loss -> Map.of("loss", loss)).toList());
    }

    private static EpochsToLoss faster(String... arms) {
        return new EpochsToLoss(CLAIM, "loss", 8, List.of(arms), "");
    }

    @Test
    void the_faster_arm_is_found() {
        Evidence evidence =
                evidence(
                        List.of(
                                falling("a", 1, 1, 0.5),
                                falling("a", 2, 1.1, 0.5),
                                falling("b", 1, 4, 2),
                                falling("b", 2, 4.2, 2)));
        Finding finding = faster("a", "b").judge(evidence);
        assertThat(finding.verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(finding.measured()).startsWith("epochs until loss is 2.000: a 0.6");
        assertThat(faster("b", "a").judge(evidence).verdict()).isEqualTo(Verdict.REFUTED);
    }

    @Test
    void between_epochs_the_logarithm_is_interpolated() {
        EpochsToLoss check = faster("a", "b");
        assertThat(check.epochs(falling("a", 1, 2), 4)).isEqualTo(0.5, within(1e-12));
        assertThat(check.epochs(falling("a", 1, 4, 1), 2)).isEqualTo(1.5, within(1e-12));
        assertThat(check.epochs(falling("a", 1, 4, 4, 2), 2)).isEqualTo(3, within(1e-12));
        assertThat(check.epochs(falling("a", 1, 2, 1), 9)).isEqualTo(0, within(1e-12));
        assertThat(check.epochs(falling("a", 1, 2, 1), 0.5)).isInfinite();
        assertThat(check.epochs(falling("a", 1, 4, 0), 0)).isEqualTo(2, within(1e-12));
        assertThat(check.epochs(falling("a", 1, 4, 0), 1)).isEqualTo(1.75, within(1e-12));
    }

    @Test
    void a_run_that_diverged_never_confirms_a_speed() {
        for (double odd : new double[] {NAN, Double.POSITIVE_INFINITY}) {
            Evidence evidence =
                    evidence(
                            List.of(
                                    falling("a", 1, 1, 0.5),
                                    falling("a", 2, 1, 0.6),
                                    falling("b", 1, 4, odd),
                                    falling("b", 2, 4, 2)));
            assertThat(faster("a", "b").judge(evidence).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(faster("b", "a").judge(evidence).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        }
    }

    @Test
    void a_history_without_the_figure_does_not_crash() {
        Trial empty = new Trial("a", 1, Map.of(), List.of());
        Trial other = new Trial("a", 2, Map.of(), List.of(Map.of("error", 1.0)));
        Evidence evidence = evidence(List.of(empty, other, falling("b", 1, 4), falling("b", 2, 4)));
        assertThat(faster("a", "b").judge(evidence).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(faster("a", "b").judge(evidence()).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }

    // ---- Combined ----------------------------------------------------------------------------

    /** A part with this verdict. */
    private record Fixed(Verdict verdict) implements ClaimCheck {
        @Override
        public Claim claim() {
            return CLAIM;
        }

        @Override
        public Finding judge(Evidence evidence) {
            return new Finding("", verdict.word(), "", "m", "", 3, verdict, "w");
        }
    }

    private static Verdict combined(CombinedCheck.Rule rule, Verdict... parts) {
        List<ClaimCheck> checks = Arrays.stream(parts).<ClaimCheck>map(Fixed::new).toList();
        return new CombinedCheck(CLAIM, rule, checks, "").judge(evidence()).verdict();
    }

    @Test
    void all_is_refuted_by_one_and_confirmed_by_all() {
        Verdict yes = Verdict.CONFIRMED;
        Verdict no = Verdict.REFUTED;
        Verdict open = Verdict.INCONCLUSIVE;
        Verdict not = Verdict.NOT_TESTED;
        CombinedCheck.Rule all = CombinedCheck.Rule.ALL;
        assertThat(combined(all, yes, yes)).isEqualTo(yes);
        assertThat(combined(all, yes, no)).isEqualTo(no);
        assertThat(combined(all, open, no)).isEqualTo(no);
        assertThat(combined(all, yes, open)).isEqualTo(open);
        assertThat(combined(all, yes, not)).isEqualTo(open);
        assertThat(combined(all, not, not)).isEqualTo(not);
        CombinedCheck.Rule any = CombinedCheck.Rule.ANY;
        assertThat(combined(any, no, no)).isEqualTo(no);
        assertThat(combined(any, yes, no)).isEqualTo(yes);
        assertThat(combined(any, open, yes)).isEqualTo(yes);
        assertThat(combined(any, open, no)).isEqualTo(open);
        assertThat(combined(any, no, not)).isEqualTo(open);
        assertThat(combined(any, not, not)).isEqualTo(not);
    }

    @Test
    void every_part_is_told() {
        Finding finding =
                new CombinedCheck(
                                CLAIM,
                                CombinedCheck.Rule.ALL,
                                List.of(new Fixed(Verdict.CONFIRMED), new Fixed(Verdict.REFUTED)),
                                "d")
                        .judge(evidence());
        assertThat(finding.measured()).isEqualTo("confirmed: m | refuted: m");
        assertThat(finding.why())
                .isEqualTo(
                        "2 parts share the level 0.05 (Holm) | confirmed: confirmed, w | refuted:"
                                + " refuted, w");
        assertThat(finding.seeds()).isEqualTo(3);
        assertThatThrownBy(() -> new CombinedCheck(CLAIM, CombinedCheck.Rule.ALL, List.of(), ""))
                .hasMessage(
                        "A CombinedCheck needs at least one part. Received: none. Name the checks.");
    }

    // ---- Fact and Untested -------------------------------------------------------------------

    @Test
    void a_fact_holds_in_every_run_or_it_does_not() {
        Fact fact = new Fact(CLAIM, Map.of("error", 1.0), "");
        Finding holds = fact.judge(evidence(arm("a", 1, 0.5), arm("b", 0.2)));
        assertThat(holds.verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(holds.measured()).isEqualTo("error 1.000");
        assertThat(holds.why()).isEqualTo("error ≤ 1.0");
        Finding broken = fact.judge(evidence(arm("a", 1, 1.5)));
        assertThat(broken.verdict()).isEqualTo(Verdict.REFUTED);
        assertThat(broken.why()).isEqualTo("error is above 1.0");
        assertThat(fact.judge(evidence(arm("a", 1, NAN))).verdict())
                .isNotEqualTo(Verdict.CONFIRMED);
        assertThat(fact.judge(evidence()).verdict()).isEqualTo(Verdict.NOT_TESTED);
        Fact other = new Fact(CLAIM, Map.of("x", 1.0), "");
        assertThat(other.judge(evidence(arm("a", 1))).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void what_cannot_be_tested_says_what_was_measured_all_the_same() {
        Untested check = new Untested(CLAIM, evidence -> evidence.arms().toString(), "budget");
        Finding finding = check.judge(evidence(arm("a", 1, 2)));
        assertThat(finding.verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThat(finding.measured()).isEqualTo("[a]");
        assertThat(finding.why()).isEqualTo("budget");
        assertThat(finding.seeds()).isEqualTo(2);
        assertThat(check.judge(evidence()).seeds()).isZero();
    }
}
