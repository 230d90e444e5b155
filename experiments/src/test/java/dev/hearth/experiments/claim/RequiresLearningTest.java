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
                .startsWith("not trained enough to tell: the loss of a, b is not below 0.700; ");
    }

    @Test
    void a_refutation_needs_nets_near_their_end_and_a_confirmation_does_not() {
        Ranking ranking =
                new Ranking(
                        CLAIM, "loss", "", trial -> trial.metric("loss"), List.of("a", "b"), "");
        RequiresLearning check =
                ranking.learned(0.9, "the loss")
                        .toRefute(RequiresLearning.Condition.below("the loss", "loss", 0.4));
        double[] low = {0.50, 0.51, 0.52};
        double[] high = {0.70, 0.71, 0.72};
        assertThat(check.judge(evidence(low, high)).verdict()).isEqualTo(Verdict.CONFIRMED);
        Finding early = check.judge(evidence(high, low));
        assertThat(early.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(early.why())
                .startsWith("not trained enough to refute: the loss of a, b is not below 0.400; ");
        double[] end = {0.30, 0.31, 0.32};
        double[] lower = {0.20, 0.21, 0.22};
        assertThat(check.judge(evidence(end, lower)).verdict()).isEqualTo(Verdict.REFUTED);
    }

    @Test
    void a_net_at_87_percent_with_the_loss_of_a_guess_has_not_learned() {
        RequiresLearning.Condition trained = RequiresLearning.Condition.trained(10);
        assertThat(trained.bound()).isEqualTo(0.9 * Math.log(10));
        List<Trial> trials = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            trials.add(
                    new Trial(
                            "a",
                            seed,
                            Map.of("testError", 76.6 + seed, "trainLoss", 2.0),
                            List.of()));
            trials.add(
                    new Trial(
                            "b",
                            seed,
                            Map.of("testError", 86.2 + seed, "trainLoss", 2.302),
                            List.of()));
        }
        RequiresLearning check =
                Measure.TEST_ERROR.order(CLAIM, "", "a", "b").learned(90, "the test error");
        Evidence evidence = new Evidence("made up", trials);
        assertThat(check.judge(evidence).verdict()).isEqualTo(Verdict.CONFIRMED);
        Finding guarded = check.and(trained).judge(evidence);
        assertThat(guarded.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(guarded.why()).contains("the training loss of b is not below 2.072");
    }

    @Test
    void a_run_that_diverged_was_trained() {
        List<Trial> trials = new ArrayList<>();
        for (int seed = 1; seed <= 6; seed++) {
            trials.add(new Trial("a", seed, Map.of("loss", 0.3), List.of()));
            trials.add(Trial.diverged("b", seed));
        }
        Ranking ranking =
                new Ranking(
                        CLAIM, "loss", "", trial -> trial.metric("loss"), List.of("a", "b"), "");
        assertThat(ranking.learned(0.7, "the loss").judge(new Evidence("e", trials)).verdict())
                .isEqualTo(Verdict.CONFIRMED);
    }

    @Test
    void one_run_that_did_not_learn_is_enough_to_doubt() {
        Finding finding =
                judged(new double[] {0.30, 0.31, 0.32}, new double[] {0.60, 0.61, Double.NaN});
        assertThat(finding.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }
}
