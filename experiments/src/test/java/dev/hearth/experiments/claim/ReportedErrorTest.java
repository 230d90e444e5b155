package dev.hearth.experiments.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportedErrorTest {

    private static final Claim CLAIM = new Claim("X-1", "it reaches", "0.44 and 0.32 %");
    private static final List<ReportedError.Goal> GOALS =
            List.of(
                    new ReportedError.Goal("1 test", "averagedError1", 0.44),
                    new ReportedError.Goal("12 tests", "averagedError12", 0.32));

    private static Finding judged(ReportedError.Training training, double[]... runs) {
        List<Trial> trials = new java.util.ArrayList<>();
        for (double[] run : runs) {
            trials.add(
                    new Trial(
                            "net",
                            trials.size() + 1,
                            Map.of("averagedError1", run[0], "averagedError12", run[1]),
                            List.of()));
        }
        return new ReportedError(CLAIM, "net", GOALS, 10_000, training, "less")
                .judge(new Evidence("e", trials));
    }

    @Test
    void errors_that_are_shown_to_be_no_worse_by_the_margin_are_reached() {
        // The printed errors' own standard errors of 10,000 images: 0.066 and 0.056 %.
        assertThat(
                        judged(
                                        ReportedError.Training.LESS,
                                        new double[] {0.44, 0.32},
                                        new double[] {0.45, 0.33},
                                        new double[] {0.43, 0.31})
                                .verdict())
                .isEqualTo(Verdict.CONFIRMED);
        assertThat(
                        judged(
                                        ReportedError.Training.LESS,
                                        new double[] {0.1, 0.1},
                                        new double[] {0.11, 0.1},
                                        new double[] {0.1, 0.12})
                                .verdict())
                .isEqualTo(Verdict.CONFIRMED);
        // Above the printed one by less than the margin, but not for sure.
        Finding open =
                judged(
                        ReportedError.Training.FULL,
                        new double[] {0.48, 0.32},
                        new double[] {0.52, 0.33},
                        new double[] {0.44, 0.31});
        assertThat(open.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(open.why())
                .startsWith("1 test: printed 0.440 %, margin 0.066 points, above the");
    }

    @Test
    void one_run_cannot_reach_a_figure() {
        Finding one = judged(ReportedError.Training.LESS, new double[] {0.607, 0.348});
        assertThat(one.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(one.why()).startsWith("1 run cannot show a spread; 1 test: margin 0.066 points");
        assertThat(one.measured()).isEqualTo("1 test 0.607 %, 12 tests 0.348 %");
        assertThat(one.deviation()).isEqualTo("less");
    }

    @Test
    void one_missed_error_refutes_only_after_the_papers_training() {
        double[][] missed = {{0.63, 0.3}, {0.64, 0.31}, {0.62, 0.3}};
        Finding less = judged(ReportedError.Training.LESS, missed);
        assertThat(less.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(less.why()).startsWith("after less training than published; 1 test: printed");
        assertThat(judged(ReportedError.Training.FULL, missed).verdict())
                .isEqualTo(Verdict.REFUTED);
        assertThat(
                        judged(
                                        ReportedError.Training.FULL,
                                        new double[] {Double.NaN, 0.3},
                                        new double[] {0.4, 0.3})
                                .verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void without_runs_nothing_is_tested() {
        assertThat(judged(ReportedError.Training.FULL).verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new ReportedError(
                                        CLAIM,
                                        "net",
                                        List.of(),
                                        1,
                                        ReportedError.Training.LESS,
                                        ""))
                .withMessageStartingWith("A ReportedError needs at least one goal");
    }

    @Test
    void figures_of_one_run_are_compared_as_arms() {
        List<Trial> trials = new java.util.ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            trials.add(
                    new Trial(
                            "net",
                            seed,
                            Map.of("one", 5.0 + seed, "twelve", 3 + 1.01 * seed),
                            List.of()));
            trials.add(new Trial("other", seed, Map.of("one", 0.0, "twelve", 9.0), List.of()));
        }
        ClaimCheck check =
                new Reinterpreted(
                        new Ranking(
                                CLAIM,
                                "error",
                                "",
                                trial -> trial.metric(Reinterpreted.VALUE),
                                List.of("12", "1"),
                                ""),
                        Reinterpreted.figuresAsArms(
                                "net",
                                Map.of(
                                        "1", trial -> trial.metric("one"),
                                        "12", trial -> trial.metric("twelve"))));
        Finding finding = check.judge(new Evidence("e", trials));
        assertThat(finding.verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(finding.seeds()).isEqualTo(3);
        assertThat(check.claim()).isEqualTo(CLAIM);
        assertThat(check.judge(new Evidence("e", List.of())).verdict())
                .isEqualTo(Verdict.NOT_TESTED);
        List<Trial> worse =
                trials.stream()
                        .map(
                                t ->
                                        new Trial(
                                                t.arm(),
                                                t.seed(),
                                                Map.of(
                                                        "one", t.metric("twelve"),
                                                        "twelve", t.metric("one")),
                                                List.of()))
                        .toList();
        assertThat(check.judge(new Evidence("e", worse)).verdict()).isEqualTo(Verdict.REFUTED);
    }
}
