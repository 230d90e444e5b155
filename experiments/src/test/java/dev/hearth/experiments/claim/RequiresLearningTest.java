package dev.hearth.experiments.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequiresLearningTest {

    private static final Claim CLAIM = new Claim("T-1", "a below b", "nowhere");

    private static Evidence evidence(double[] a, double[] b) {
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < a.length; i++) {
            trials.add(new Trial("a", i + 1, Map.of("loss", a[i]), List.of()));
            trials.add(new Trial("b", i + 1, Map.of("loss", b[i]), List.of()));
        }
        return new Evidence("made up", trials);
    }

    private static Finding judged(double[] a, double[] b) {
        Ranking ranking =
                new Ranking(
                        CLAIM, "loss", "", trial -> trial.metric("loss"), List.of("a", "b"), "");
        return new RequiresLearning(
                        ranking, List.of("a", "b"), trial -> trial.metric("loss"), 0.7, "the loss")
                .judge(evidence(a, b));
    }

    @Test
    void runs_that_learned_are_judged_as_before() {
        double[] low = {0.30, 0.31, 0.32};
        double[] high = {0.50, 0.51, 0.52};
        assertThat(judged(low, high).verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(judged(high, low).verdict()).isEqualTo(Verdict.REFUTED);
    }

    @Test
    void runs_that_did_not_learn_decide_nothing() {
        double[] low = {0.75, 0.76, 0.77};
        double[] high = {0.90, 0.91, 0.92};
        Finding finding = judged(high, low);
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(finding.why())
                .startsWith(
                        "not trained enough to tell: the loss of a, b is not below the 0.700 of a"
                                + " guess without looking; ");
    }

    @Test
    void one_run_that_did_not_learn_is_enough_to_doubt() {
        Finding finding =
                judged(new double[] {0.30, 0.31, 0.32}, new double[] {0.60, 0.61, Double.NaN});
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }
}
