package dev.hearth.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WilcoxonSignedRankTest {

    private enum Side {
        BOTH,
        LESS,
        GREATER
    }

    private static double p(Side side, double... differences) {
        PValues p = WilcoxonSignedRank.of(differences).p();
        return switch (side) {
            case BOTH -> p.twoSided();
            case LESS -> p.less();
            case GREATER -> p.greater();
        };
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
        assertThat(p(Side.BOTH, withPositiveSum(n, critical))).isLessThanOrEqualTo(0.05);
        assertThat(p(Side.BOTH, withPositiveSum(n, critical + 1))).isGreaterThan(0.05);
    }

    @ParameterizedTest
    @CsvSource({"5,0", "6,2", "7,3", "8,5", "9,8", "10,10", "15,30", "20,60", "25,100"})
    void agrees_with_the_printed_table_for_one_side(int n, int critical) {
        assertThat(p(Side.LESS, withPositiveSum(n, critical))).isLessThanOrEqualTo(0.05);
        assertThat(p(Side.LESS, withPositiveSum(n, critical + 1))).isGreaterThan(0.05);
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
            assertThat(WilcoxonSignedRank.of(a, b).p().twoSided())
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
            WilcoxonSignedRank two = WilcoxonSignedRank.of(differences);
            assertThat(two.p().twoSided())
                    .isCloseTo(Math.min(1, 2 * Math.min(atMost, atLeast) / all), within(1e-15));
            assertThat(p(Side.LESS, differences)).isCloseTo(atMost / all, within(1e-15));
            assertThat(p(Side.GREATER, differences)).isCloseTo(atLeast / all, within(1e-15));
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
    void few_pairs_cannot_fall_below_what_their_signs_allow() {
        assertThat(WilcoxonSignedRank.of(-1, -2, -3).p().twoSided()).isEqualTo(0.25);
        assertThat(WilcoxonSignedRank.of(-1, -2, -3).leastP()).isEqualTo(0.25);
        assertThat(WilcoxonSignedRank.of(1, -2, 3, -4, 5, 6).leastP()).isEqualTo(0.03125);
        assertThat(WilcoxonSignedRank.of(-1, 0, -3).leastP()).isEqualTo(0.5);
        // Where commons-statistics silently takes the normal distribution and says 0.0446.
        assertThat(p(Side.BOTH, 0, 1, 1, 2, 3, 4)).isEqualTo(0.0625);
    }

    @Test
    void no_difference_shows_nothing() {
        WilcoxonSignedRank test = WilcoxonSignedRank.of(0, 0);
        assertThat(test.p()).isEqualTo(new PValues(1, 1));
        assertThat(test.leastP()).isEqualTo(1);
        assertThat(test.pairs()).isZero();
        assertThat(test.dropped()).isEqualTo(2);
        assertThat(p(Side.BOTH, 5)).isEqualTo(1);
    }

    @Test
    void the_direction_is_that_of_the_first_sample() {
        double[] low = {1, 2, 3, 4, 5, 6};
        double[] high = {2, 4, 6, 8, 10, 12};
        assertThat(WilcoxonSignedRank.of(low, high).p()).isEqualTo(new PValues(1 / 64.0, 1));
        assertThat(WilcoxonSignedRank.of(high, low).p()).isEqualTo(new PValues(1, 1 / 64.0));
    }

    @Test
    void an_infinite_difference_has_the_greatest_rank() {
        double infinite = Double.POSITIVE_INFINITY;
        assertThat(WilcoxonSignedRank.of(infinite, -1, 2, infinite))
                .isEqualTo(WilcoxonSignedRank.of(9, -1, 2, 9));
        assertThat(WilcoxonSignedRank.of(-infinite, infinite).positiveRanks()).isEqualTo(1.5);
    }

    @ParameterizedTest
    // Exact values, counted over all signs by another program.
    @CsvSource({
        "60,0.0024107694625854492",
        "98,0.049346864223480225",
        "120,0.16508886218070984",
        "175,1"
    })
    void many_pairs_are_exact_too(int sum, double exact) {
        assertThat(p(Side.BOTH, withPositiveSum(26, sum))).isCloseTo(exact, within(1e-15));
    }

    @Test
    void hundreds_of_pairs_neither_overflow_nor_leave_the_normal_distribution() {
        double[] differences = new double[300];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = i % 5 < 2 ? -1 - i / 3 : 1 + i / 3;
        }
        // z = (27150 − 0.5 − 22575)/√(300·301·601/24) corrected for triples of ties.
        WilcoxonSignedRank test = WilcoxonSignedRank.of(differences);
        double z = (test.positiveRanks() - 0.5 - 300 * 301 / 4.0) / 1503.7;
        double tail = NormalDistribution.cumulative(-z);
        assertThat(test.p().greater()).isCloseTo(tail, within(2e-4)).isPositive();
    }

    @Test
    void refuses_what_is_not_in_pairs() {
        assertThatThrownBy(() -> WilcoxonSignedRank.of(new double[2], new double[3]))
                .hasMessage(
                        "WilcoxonSignedRank needs pairs. Received: 2 values and 3. Run both arms on"
                                + " the same seeds.");
        assertThatThrownBy(() -> WilcoxonSignedRank.of(Double.NaN))
                .hasMessage(
                        "WilcoxonSignedRank needs differences that are numbers. Received: NaN. Count a"
                                + " diverged run as infinitely bad, and two of a pair as equal.");
    }
}
