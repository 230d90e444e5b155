package dev.hearth.experiments.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BestSettingsTest {

    private static final Claim CLAIM = new Claim("T-1", "a below b", "");
    private static final Map<String, List<String>> SETTINGS =
            Map.of("a", List.of("a 1", "a 2", "a 3"), "b", List.of("b 1", "b 2", "b 3"));
    private static final BestSettings CHECK =
            BestSettings.of(
                    Measure.of("x", "", "x").order(CLAIM, "", "a", "b"), SETTINGS, "a", "b");

    private final List<Trial> trials = new ArrayList<>();

    /** Eight seeds of x and of a validation error. */
    private void runs(String arm, double x, double validation) {
        for (int seed = 1; seed <= 8; seed++) {
            trials.add(
                    new Trial(
                            arm,
                            seed,
                            Map.of(
                                    "x",
                                    x + 0.01 * seed * x,
                                    TunedComparison.VALIDATION,
                                    validation + 0.1 * seed),
                            List.of()));
        }
    }

    private Finding judged() {
        return CHECK.judge(new Evidence("t", trials), Design.of(8));
    }

    @Test
    void each_method_is_judged_at_the_setting_that_errs_least_on_validation_images() {
        // By the test figure b would be better at its first setting.
        runs("a 1", 9, 3);
        runs("a 2", 5, 1);
        runs("a 3", 9, 4);
        runs("b 1", 1, 8);
        runs("b 2", 6, 2);
        runs("b 3", 9, 9);
        Finding finding = judged();
        assertThat(finding.verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(finding.why()).startsWith("each at its best setting").contains("a 2, b 2");
        assertThat(finding.measured()).contains("a 5.", "b 6.");
    }

    @Test
    void a_best_setting_at_the_edge_decides_nothing() {
        runs("a 1", 5, 1);
        runs("a 2", 5, 2);
        runs("a 3", 5, 3);
        runs("b 1", 6, 3);
        runs("b 2", 6, 2);
        runs("b 3", 6, 3);
        assertThat(judged().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judged().why()).contains("at the edge of what was tried lies a 1");
    }

    @Test
    void a_setting_of_which_a_run_diverged_is_not_the_best() {
        runs("a 1", 5, 3);
        runs("a 2", 5, 2);
        runs("a 3", 1, 1);
        trials.removeIf(trial -> trial.arm().equals("a 3") && trial.seed() == 4);
        trials.add(Trial.diverged("a 3", 4));
        runs("b 1", 6, 3);
        runs("b 2", 6, 2);
        runs("b 3", 6, 3);
        assertThat(judged().verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(judged().why()).contains("a 2, b 2");
    }

    @Test
    void without_validation_errors_nothing_is_tested() {
        runs("a 2", 5, 2);
        assertThat(judged().verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThat(judged().why()).contains("there is no setting of b");
    }

    @Test
    void a_method_with_fewer_than_three_settings_is_refused() {
        assertThatThrownBy(() -> BestSettings.of(CHECK.check(), SETTINGS, "a", "c"))
                .hasMessageContaining("at least three settings of each method")
                .hasMessageContaining("c=[]");
    }

    @Test
    void parts_that_share_the_level_see_less() {
        Design design = Design.of(10);
        ClaimCheck two = CLAIM.all("", CHECK, CHECK);
        Ranking three = Measure.of("x", "", "x").order(CLAIM, "", "a", "b", "c");
        assertThat(CHECK.detectable(design)).isEqualTo(design.detectable());
        assertThat(((StatisticalCheck) two).detectable(design))
                .isEqualTo(three.detectable(design))
                .isEqualTo(design.at(design.level() / 2).detectable())
                .isGreaterThan(design.detectable());
        // Ranks of six seeds cannot decide at half the level: then it is Student's t.
        Design few = Design.of(6);
        assertThat(three.detectable(few))
                .isEqualTo(few.by(Design.Test.PAIRED_T).at(few.level() / 2).detectable());
    }
}
