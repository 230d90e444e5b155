package dev.hearth.experiments.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DesignTest {

    private static Evidence evidence(double[] a, double[] b) {
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < a.length; i++) {
            trials.add(new Trial("a", i + 1, Map.of("x", a[i]), List.of()));
            trials.add(new Trial("b", i + 1, Map.of("x", b[i]), List.of()));
        }
        return new Evidence("made up", trials);
    }

    private static final Ranking BELOW =
            Measure.of("x", "", "x").order(new Claim("T-1", "a below b", ""), "", "a", "b");

    @Test
    void few_seeds_may_be_widened_once_and_many_may_not() {
        assertThat(Design.of(3).level()).isEqualTo(0.031006, within(1e-6));
        assertThat(Design.of(3).test()).isEqualTo(Design.Test.PAIRED_T);
        assertThat(Design.of(3).onlyLook().level()).isEqualTo(0.05);
        assertThat(Design.of(6).level()).isEqualTo(0.05);
        assertThat(Design.of(6).test()).isEqualTo(Design.Test.SIGNED_RANK);
        Design second = Design.of(6).secondLook(3);
        assertThat(second.level() + Design.of(3).level()).isEqualTo(0.05, within(1e-15));
        assertThat(second.test()).isEqualTo(Design.Test.PAIRED_T);
        assertThat(second.words())
                .isEqualTo(
                        "6 seeds, Student's t of pairs, which takes differences as normal; second look,"
                                + " after one at 3 seeds, which spends 0.019 of 0.05 (Pocock)");
        assertThat(Design.of(10).onImages(4000, 2000).words())
                .startsWith("10 seeds, exact signed ranks of pairs; one look, level 0.05; ")
                .contains("4000 training images", "2000 test images");
    }

    @Test
    void three_looks_spend_the_level_of_one() {
        double sum = 0;
        for (int number = 1; number <= 3; number++) {
            sum += new Looks(number, 3, 0).level();
        }
        assertThat(sum).isEqualTo(0.05, within(1e-15));
        assertThat(new Looks(1, 3, 0).level()).isEqualTo(0.05 * Math.log(1 + (Math.E - 1) / 3));
        assertThat(new Looks(2, 3, 0).word()).isEqualTo("second look");
        assertThat(new Looks(1, 3, 0).word()).isEmpty();
        Design third = Design.of(8).look(3, 3, 0);
        assertThat(third.test()).isEqualTo(Design.Test.SIGNED_RANK);
        assertThat(third.words())
                .isEqualTo(
                        "8 seeds, exact signed ranks of pairs; third look, of a recipe that was changed,"
                                + " all runs new, which spends 0.012 of 0.05 (Pocock)");
        // Of seven signs, 2 of 128 are all alike: more than 0.012, less than 0.019.
        assertThat(Design.of(7).look(3, 3, 0).test()).isEqualTo(Design.Test.PAIRED_T);
        assertThat(Design.of(7).look(2, 2, 0).test()).isEqualTo(Design.Test.SIGNED_RANK);
        assertThat(Design.of(7).look(2, 2, 3).test()).isEqualTo(Design.Test.PAIRED_T);
        assertThatThrownBy(() -> new Looks(4, 3, 0)).hasMessageContaining("Plan fewer looks");
        assertThatThrownBy(() -> new Looks(1, 4, 0)).hasMessageContaining("at most 3");
    }

    @Test
    void a_second_look_needs_more_than_a_first_one() {
        // t = 3.17 of 5 degrees of freedom: p = 0.025 decides at 0.031, not at 0.019.
        double[] a = new double[6];
        double[] b = {1, 3.3, 0.2, 1.9, 0.5, 2.1};
        Evidence evidence = evidence(a, b);
        assertThat(Design.of(6).by(Design.Test.PAIRED_T).decide(BELOW, evidence).verdict())
                .isEqualTo(Verdict.CONFIRMED);
        Design second = Design.of(6).secondLook(0);
        Finding finding = second.decide(BELOW, evidence);
        assertThat(finding.why()).contains("98.1 % interval");
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void what_a_first_look_decides_stands() {
        double[] a = new double[6];
        double[] b = {1, 1.01, 0.99, -3, 4, -5};
        Finding finding = Design.of(6).secondLook(3).decide(BELOW, evidence(a, b));
        assertThat(finding.verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(finding.why()).startsWith("decided at the first look, of 3 seeds: ");
    }

    @Test
    void six_pairs_of_one_sign_decide_by_ranks_however_far_one_of_them_lies() {
        double[] a = new double[6];
        double[] b = {1, 1.2, 0.9, 43, 1.1, 1.3};
        Evidence evidence = evidence(a, b);
        assertThat(Design.of(6).decide(BELOW, evidence).verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(Design.of(6).by(Design.Test.PAIRED_T).decide(BELOW, evidence).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
        b[2] = -0.1;
        assertThat(Design.of(6).decide(BELOW, evidence(a, b)).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void runs_that_are_not_paired_are_compared_by_rank_sums() {
        List<Trial> trials = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            trials.add(new Trial("a", i, Map.of("x", (double) i), List.of()));
            trials.add(new Trial("b", 10 + i, Map.of("x", 10.0 + i), List.of()));
        }
        Design sums = Design.of(4).onlyLook().by(Design.Test.RANK_SUM);
        Finding finding = BELOW.judge(new Evidence("e", trials), sums);
        // The greatest of 70 choices, on both sides: 2/70.
        assertThat(finding.verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(finding.why())
                .isEqualTo("b against a over 4 and 4 runs, rank sums p = 0.029 against 0.05");
    }

    @Test
    void parts_are_decided_as_holm_has_it() {
        // p-values by hand: 0.01, 0.02, 0.03 and 0.6 at 0.05: 0.01 ≤ 0.0125, then 0.02 > 0.0167.
        double[] p = {0.02, 0.01, 0.6, 0.03};
        Design design = Design.of(6);
        List<Boolean> four = Holm.of(4, design, (i, d) -> p[i] <= d.level(), each -> each);
        assertThat(four).containsExactly(false, true, false, false);
        p[0] = 0.016;
        p[3] = 0.024;
        assertThat(Holm.<Boolean>of(4, design, (i, d) -> p[i] <= d.level(), each -> each))
                .containsExactly(true, true, false, true);
        assertThat(Holm.<Boolean>of(0, design, (i, d) -> true, each -> each)).isEmpty();
    }
}
