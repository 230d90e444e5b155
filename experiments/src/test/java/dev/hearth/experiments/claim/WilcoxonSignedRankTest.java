package dev.hearth.experiments.claim;

import static dev.hearth.experiments.claim.WilcoxonSignedRank.Alternative.GREATER;
import static dev.hearth.experiments.claim.WilcoxonSignedRank.Alternative.LESS;
import static dev.hearth.experiments.claim.WilcoxonSignedRank.Alternative.TWO_SIDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.experiments.claim.WilcoxonSignedRank.Alternative;
import dev.hearth.experiments.claim.WilcoxonSignedRank.Method;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WilcoxonSignedRankTest {

    private static WilcoxonSignedRank of(Alternative alternative, double... differences) {
        return WilcoxonSignedRank.of(differences, new double[differences.length], alternative);
    }

    /** Differences of sizes 1 … n whose positive ones sum to this. */
    private static double[] withPositiveSum(int n, int sum) {
        double[] differences = new double[n];
        int left = sum;
        for (int rank = n; rank >= 1; rank--) {
            boolean positive = rank <= left;
            differences[rank - 1] = positive ? rank : -rank;
            left -= positive ? rank : 0;
        }
        assertThat(left).isZero();
        return differences;
    }

    @ParameterizedTest
    // The printed critical values of Wilcoxon's T: the greatest sum with a two-sided p ≤ 0.05.
    @CsvSource({
        "6,0", "7,2", "8,3", "9,5", "10,8", "11,10", "12,13", "13,17", "14,21", "15,25", "16,29",
        "17,34", "18,40", "19,46", "20,52", "21,58", "22,65", "23,73", "24,81", "25,89"
    })
    void agrees_with_the_printed_table_for_two_sides(int n, int critical) {
        assertThat(of(TWO_SIDED, withPositiveSum(n, critical)).p()).isLessThanOrEqualTo(0.05);
        assertThat(of(TWO_SIDED, withPositiveSum(n, critical + 1)).p()).isGreaterThan(0.05);
    }

    @ParameterizedTest
    @CsvSource({"5,0", "6,2", "7,3", "8,5", "9,8", "10,10", "15,30", "20,60", "25,100"})
    void agrees_with_the_printed_table_for_one_side(int n, int critical) {
        assertThat(of(LESS, withPositiveSum(n, critical)).p()).isLessThanOrEqualTo(0.05);
        assertThat(of(LESS, withPositiveSum(n, critical + 1)).p()).isGreaterThan(0.05);
    }

    @Test
    void agrees_with_commons_math_where_there_are_no_ties() {
        RandomStream random = new Seed(3).child("wilcoxon").stream();
        for (int n = 1; n <= 16; n++) {
            double[] a = new double[n];
            double[] b = new double[n];
            for (int i = 0; i < n; i++) {
                a[i] = random.nextGaussian() + 0.3;
                b[i] = random.nextGaussian();
            }
            double theirs =
                    new org.apache.commons.math3.stat.inference.WilcoxonSignedRankTest()
                            .wilcoxonSignedRankTest(a, b, true);
            assertThat(WilcoxonSignedRank.of(a, b, TWO_SIDED).p())
                    .isCloseTo(Math.min(1, theirs), within(1e-14));
        }
    }

    @Test
    void agrees_with_enumeration_where_there_are_ties_and_zeros() {
        RandomStream random = new Seed(4).child("ties").stream();
        for (int round = 0; round < 60; round++) {
            double[] differences = new double[1 + random.nextInt(9)];
            for (int i = 0; i < differences.length; i++) {
                differences[i] = random.nextInt(9) - 4;
            }
            double[] kept = Arrays.stream(differences).filter(d -> d != 0).toArray();
            double[] ranks = ranks(kept);
            double observed = sum(kept, ranks);
            int atMost = 0;
            int atLeast = 0;
            for (int signs = 0; signs < 1 << kept.length; signs++) {
                double[] flipped = kept.clone();
                for (int i = 0; i < kept.length; i++) {
                    flipped[i] = (signs >> i & 1) == 0 ? 1 : -1;
                }
                double sum = sum(flipped, ranks);
                atMost += sum <= observed ? 1 : 0;
                atLeast += sum >= observed ? 1 : 0;
            }
            double all = 1 << kept.length;
            WilcoxonSignedRank two = of(TWO_SIDED, differences);
            assertThat(two.p())
                    .isCloseTo(Math.min(1, 2 * Math.min(atMost, atLeast) / all), within(1e-15));
            assertThat(of(LESS, differences).p()).isCloseTo(atMost / all, within(1e-15));
            assertThat(of(GREATER, differences).p()).isCloseTo(atLeast / all, within(1e-15));
            assertThat(two.positiveRanks()).isEqualTo(observed);
            assertThat(two.pairs()).isEqualTo(kept.length);
            assertThat(two.dropped()).isEqualTo(differences.length - kept.length);
        }
    }

    private static double sum(double[] differences, double[] ranks) {
        double sum = 0;
        for (int i = 0; i < ranks.length; i++) {
            sum += differences[i] > 0 ? ranks[i] : 0;
        }
        return sum;
    }

    private static double[] ranks(double[] values) {
        double[] ranks = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double below = 0;
            double same = 0;
            for (double other : values) {
                below += Math.abs(other) < Math.abs(values[i]) ? 1 : 0;
                same += Math.abs(other) == Math.abs(values[i]) ? 1 : 0;
            }
            ranks[i] = below + (same + 1) / 2;
        }
        return ranks;
    }

    @Test
    void three_pairs_cannot_fall_below_a_quarter() {
        WilcoxonSignedRank test = of(TWO_SIDED, -1, -2, -3);
        assertThat(test.p()).isEqualTo(0.25);
        assertThat(test.leastP()).isEqualTo(0.25);
        assertThat(of(LESS, -1, -2, -3).leastP()).isEqualTo(0.125);
        assertThat(of(TWO_SIDED, -1, -2, -3, -4, -5).leastP()).isEqualTo(0.0625);
        assertThat(of(TWO_SIDED, 1, -2, 3, -4, 5, 6).leastP()).isEqualTo(0.03125);
        assertThat(of(TWO_SIDED, -1, 0, -3).leastP()).isEqualTo(0.5);
    }

    @Test
    void no_difference_shows_nothing() {
        WilcoxonSignedRank test = of(TWO_SIDED, 0, 0);
        assertThat(test.p()).isEqualTo(1);
        assertThat(test.leastP()).isEqualTo(1);
        assertThat(test.pairs()).isZero();
        assertThat(test.dropped()).isEqualTo(2);
        assertThat(of(TWO_SIDED, 5).p()).isEqualTo(1);
    }

    @Test
    void the_direction_is_that_of_the_first_sample() {
        double[] low = {1, 2, 3, 4, 5, 6};
        double[] high = {2, 4, 6, 8, 10, 12};
        assertThat(WilcoxonSignedRank.of(low, high, LESS).p()).isEqualTo(1 / 64.0);
        assertThat(WilcoxonSignedRank.of(low, high, GREATER).p()).isEqualTo(1);
        assertThat(WilcoxonSignedRank.of(high, low, GREATER).p()).isEqualTo(1 / 64.0);
    }

    @ParameterizedTest
    // Exact values, counted over all signs by another program.
    @CsvSource({
        "60,0.0024107694625854492",
        "98,0.049346864223480225",
        "120,0.16508886218070984",
        "175,1"
    })
    void above_25_pairs_the_normal_distribution_takes_over_without_a_jump(int sum, double exact) {
        WilcoxonSignedRank normal = of(TWO_SIDED, withPositiveSum(26, sum));
        assertThat(normal.method()).isEqualTo(Method.NORMAL);
        assertThat(normal.p()).isCloseTo(exact, within(0.003));
        assertThat(of(TWO_SIDED, withPositiveSum(25, sum)).method()).isEqualTo(Method.EXACT);
    }

    @Test
    void the_normal_distribution_corrects_for_ties_and_continuity() {
        double[] differences = new double[30];
        for (int i = 0; i < 30; i++) {
            differences[i] = i < 10 ? -1 : i < 15 ? -2 : 2;
        }
        // Ranks: ten of 5.5 and twenty of 20.5; W+ = 15 · 20.5 = 307.5, mean 232.5,
        // variance (10 · 5.5² + 20 · 20.5²) / 4 = 2176.875, z = (307.5 − 0.5 − 232.5) / 46.657
        WilcoxonSignedRank test = of(GREATER, differences);
        assertThat(test.positiveRanks()).isEqualTo(307.5);
        double variance = (10 * 5.5 * 5.5 + 20 * 20.5 * 20.5) / 4;
        assertThat(variance).isEqualTo(30 * 31 * 61 / 24.0 - (1000 - 10 + 8000 - 20) / 48.0);
        double z = 74.5 / Math.sqrt(variance);
        // 1 − Φ(1.59676…), from the error function.
        assertThat(z).isCloseTo(1.5967595667420311, within(1e-12));
        assertThat(test.p()).isCloseTo(0.05515965601336978, within(1e-12));
    }

    @Test
    void refuses_what_is_not_in_pairs() {
        assertThatThrownBy(() -> WilcoxonSignedRank.of(new double[2], new double[3], LESS))
                .hasMessage(
                        "WilcoxonSignedRank needs pairs. Received: 2 values and 3. Run both arms on"
                                + " the same seeds.");
        assertThatThrownBy(() -> of(LESS, Double.NaN))
                .hasMessage(
                        "WilcoxonSignedRank needs differences that are numbers. Received: NaN − 0.0."
                                + " Leave diverged runs out and say so.");
    }
}
