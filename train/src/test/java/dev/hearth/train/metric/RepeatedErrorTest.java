package dev.hearth.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatedErrorTest {

    @Test
    void a_confident_pass_outweighs_two_votes_only_where_probabilities_are_averaged() {
        RepeatedError repeats = new RepeatedError(List.of(1, 3), 2);
        RepeatedError.Tally tally = repeats.batch(new int[] {0});
        tally.add(new float[] {0.9f, 0.1f});
        tally.add(new float[] {0.45f, 0.55f});
        tally.add(new float[] {0.4f, 0.6f});
        assertThat(repeats.averaged(3).mean()).isZero();
        assertThat(repeats.voted(3).mean()).isEqualTo(1);
        assertThat(repeats.averaged(1).mean()).isEqualTo(2 / 3.0, within(1e-12));
        assertThat(repeats.figures())
                .containsEntry("averagedError3", 0.0)
                .containsEntry("votedError3", 100.0)
                .containsKeys("averagedError1", "votedError1", "passDeviation");
    }

    @Test
    void equal_votes_go_to_the_greater_mean_probability() {
        RepeatedError repeats = new RepeatedError(List.of(2), 3);
        RepeatedError.Tally tally = repeats.batch(new int[] {2});
        tally.add(new float[] {0.5f, 0.2f, 0.3f});
        tally.add(new float[] {0.1f, 0.1f, 0.8f});
        assertThat(repeats.voted(2).mean()).isZero();
    }

    @Test
    void a_row_that_is_no_number_is_wrong_and_has_no_vote() {
        RepeatedError repeats = new RepeatedError(List.of(1, 3), 2);
        RepeatedError.Tally tally = repeats.batch(new int[] {0});
        tally.add(new float[] {Float.NaN, Float.NaN});
        tally.add(new float[] {0.2f, Float.NaN});
        tally.add(new float[] {0.6f, 0.4f});
        assertThat(repeats.averaged(1).mean()).isEqualTo(2 / 3.0, within(1e-12));
        assertThat(repeats.voted(1).mean()).isEqualTo(2 / 3.0, within(1e-12));
        assertThat(repeats.averaged(3).mean()).isEqualTo(1);
        assertThat(repeats.voted(3).mean()).isZero();
    }

    /** Groups of passes, each judged from scratch. */
    @Test
    void errors_are_means_over_groups_that_share_no_pass() {
        int passes = 13;
        int classes = 4;
        RandomStream chance = new Seed(2).stream();
        int[][] labels = {{0, 1, 2, 3, 0}, {3, 2}};
        RepeatedError repeats = new RepeatedError(List.of(1, 2, 5, passes), classes);
        float[][][] all = new float[2][passes][];
        for (int b = 0; b < 2; b++) {
            RepeatedError.Tally tally = repeats.batch(labels[b]);
            for (int p = 0; p < passes; p++) {
                float[] rows = new float[labels[b].length * classes];
                for (int i = 0; i < rows.length; i++) {
                    rows[i] = (float) chance.nextDouble();
                }
                all[b][p] = rows;
                tally.add(rows);
            }
        }
        for (int n : repeats.counts()) {
            double averaged = 0;
            double voted = 0;
            for (int group = 0; group < passes / n; group++) {
                for (int b = 0; b < 2; b++) {
                    for (int row = 0; row < labels[b].length; row++) {
                        double[] sum = new double[classes];
                        double[] votes = new double[classes];
                        for (int p = group * n; p < (group + 1) * n; p++) {
                            double[] own = new double[classes];
                            for (int c = 0; c < classes; c++) {
                                own[c] = all[b][p][row * classes + c];
                                sum[c] += own[c];
                            }
                            votes[best(own)] += 1000;
                        }
                        for (int c = 0; c < classes; c++) {
                            votes[c] += sum[c];
                        }
                        averaged += best(sum) == labels[b][row] ? 0 : 1;
                        voted += best(votes) == labels[b][row] ? 0 : 1;
                    }
                }
            }
            double trials = 7.0 * (passes / n);
            assertThat(repeats.averaged(n).count()).isEqualTo(passes / n);
            assertThat(repeats.averaged(n).mean()).isEqualTo(averaged / trials, within(1e-12));
            assertThat(repeats.voted(n).mean()).isEqualTo(voted / trials, within(1e-12));
        }
    }

    private static int best(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    @Test
    void doubling_counts_hold_those_of_the_paper() {
        assertThat(RepeatedError.doubling(100, 12))
                .containsExactly(1, 2, 4, 8, 12, 16, 32, 64, 100);
        assertThat(RepeatedError.doubling(4, 12)).containsExactly(1, 2, 4);
        assertThat(RepeatedError.doubling(12)).containsExactly(1, 2, 4, 8, 12);
    }

    @Test
    void what_cannot_be_counted_is_refused() {
        for (List<Integer> counts : List.of(List.<Integer>of(), List.of(0, 1), List.of(2, 2))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new RepeatedError(counts, 10))
                    .withMessageStartingWith("Repeats needs counts of passes that rise")
                    .withMessageContaining(" Received: " + counts);
        }
        RepeatedError repeats = new RepeatedError(List.of(2), 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> repeats.averaged(2))
                .withMessageContaining("Received: 2 after 0 examples.");
        RepeatedError.Tally tally = repeats.batch(new int[] {1});
        assertThatIllegalStateException()
                .isThrownBy(() -> repeats.batch(new int[] {1}))
                .withMessageContaining("Received: a next batch before that.");
        tally.add(new float[2]);
        tally.add(new float[2]);
        assertThatIllegalStateException()
                .isThrownBy(() -> tally.add(new float[2]))
                .withMessageContaining("Received: one more.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> repeats.batch(new int[] {2}))
                .withMessageContaining("labels from 0 to 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> repeats.averaged(1))
                .withMessageContaining("knows the error after [2]");
    }
}
