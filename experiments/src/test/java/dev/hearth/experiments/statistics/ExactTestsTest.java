package dev.hearth.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import org.junit.jupiter.api.Test;

/** Against all cases, one by one. */
class ExactTestsTest {

    @Test
    void mann_whitney_agrees_with_every_choice_of_a_first_sample() {
        RandomStream random = new Seed(7).child("ranks").stream();
        for (int round = 0; round < 200; round++) {
            int first = 1 + random.nextInt(5);
            double[] all = new double[first + 1 + random.nextInt(5)];
            for (int i = 0; i < all.length; i++) {
                int drawn = random.nextInt(round % 2 == 0 ? 4 : 1000);
                all[i] = drawn == 3 ? Double.POSITIVE_INFINITY : drawn;
            }
            double[] ranks = new double[all.length];
            for (int i = 0; i < all.length; i++) {
                for (double other : all) {
                    ranks[i] += other < all[i] ? 1 : other == all[i] ? 0.5 : 0;
                }
                ranks[i] += 0.5;
            }
            double seen = 0;
            for (int i = 0; i < first; i++) {
                seen += ranks[i];
            }
            int chosen = 0;
            int atMost = 0;
            int atLeast = 0;
            for (int bits = 0; bits < 1 << all.length; bits++) {
                if (Integer.bitCount(bits) == first) {
                    double sum = 0;
                    for (int i = 0; i < all.length; i++) {
                        sum += (bits >> i & 1) * ranks[i];
                    }
                    chosen++;
                    atMost += sum <= seen ? 1 : 0;
                    atLeast += sum >= seen ? 1 : 0;
                }
            }
            MannWhitney test =
                    MannWhitney.of(
                            java.util.Arrays.copyOf(all, first),
                            java.util.Arrays.copyOfRange(all, first, all.length));
            assertThat(test.rankSum()).isEqualTo(seen);
            assertThat(test.p().less()).isCloseTo(atMost / (double) chosen, within(1e-14));
            assertThat(test.p().greater()).isCloseTo(atLeast / (double) chosen, within(1e-14));
        }
        assertThatThrownBy(() -> MannWhitney.of(new double[0], new double[1]))
                .hasMessageStartingWith(
                        "MannWhitney needs two samples of numbers. Received: 0 and 1");
        assertThatThrownBy(() -> MannWhitney.of(new double[] {Double.NaN}, new double[1]))
                .hasMessageContaining("NaN among them");
    }

    @Test
    void fisher_agrees_with_every_way_to_hand_out_the_successes() {
        for (int of = 1; of <= 6; of++) {
            for (int ofOthers = 1; ofOthers <= 6; ofOthers++) {
                for (int a = 0; a <= of; a++) {
                    for (int b = 0; b <= ofOthers; b++) {
                        fisher(a, of, b, ofOthers);
                    }
                }
            }
        }
    }

    private static void fisher(int a, int of, int b, int ofOthers) {
        int[] ways = new int[of + 1];
        int total = 0;
        for (int bits = 0; bits < 1 << of + ofOthers; bits++) {
            if (Integer.bitCount(bits) == a + b) {
                ways[Integer.bitCount(bits & (1 << of) - 1)]++;
                total++;
            }
        }
        double less = 0;
        double greater = 0;
        double unlikely = 0;
        for (int k = 0; k <= of; k++) {
            less += k <= a ? ways[k] : 0;
            greater += k >= a ? ways[k] : 0;
            unlikely += ways[k] <= ways[a] ? ways[k] : 0;
        }
        FisherExact test = FisherExact.of(a, of, b, ofOthers);
        assertThat(test.p().less()).isCloseTo(less / total, within(1e-15));
        assertThat(test.p().greater()).isCloseTo(greater / total, within(1e-15));
        assertThat(test.twoSided())
                .as("%d of %d, %d of %d", a, of, b, ofOthers)
                .isCloseTo(unlikely / total, within(1e-15));
    }

    @Test
    void an_equally_likely_table_is_never_left_out() {
        // 3 of 3 and 0 of 3: both corners, each 1 of 20.
        assertThat(FisherExact.of(3, 3, 0, 3).twoSided()).isEqualTo(0.1);
        assertThatThrownBy(() -> FisherExact.of(4, 3, 0, 3))
                .hasMessageStartingWith("FisherExact needs from none to all of each group.");
    }

    @Test
    void boschloo_holds_its_level_and_is_never_above_fisher() {
        assertThat(Boschloo.of(3, 3, 0, 3)).isCloseTo(1 / 32.0, within(1e-9));
        assertThat(Boschloo.of(2, 3, 2, 3)).isEqualTo(1, within(1e-9));
        for (int n = 1; n <= 6; n++) {
            double[][] p = new double[n + 1][n + 1];
            for (int a = 0; a <= n; a++) {
                for (int b = 0; b <= n; b++) {
                    p[a][b] = Boschloo.of(a, n, b, n);
                    assertThat(p[a][b])
                            .isLessThanOrEqualTo(FisherExact.of(a, n, b, n).twoSided() + 1e-9);
                }
            }
            for (double chance = 0; chance <= 1; chance += 0.05) {
                double wrong = 0;
                for (int a = 0; a <= n; a++) {
                    for (int b = 0; b <= n; b++) {
                        wrong +=
                                p[a][b] <= 0.05
                                        ? binomial(n, a, chance) * binomial(n, b, chance)
                                        : 0;
                    }
                }
                assertThat(wrong).isLessThanOrEqualTo(0.05 + 1e-9);
            }
        }
    }

    private static double binomial(int n, int k, double chance) {
        return Counts.choose(n, k).doubleValue()
                * Math.pow(chance, k)
                * Math.pow(1 - chance, n - k);
    }

    @Test
    void mcnemar_agrees_with_every_choice_of_signs() {
        for (int n = 0; n <= 12; n++) {
            for (int first = 0; first <= n; first++) {
                int atMost = 0;
                int atLeast = 0;
                for (int bits = 0; bits < 1 << n; bits++) {
                    atMost += Integer.bitCount(bits) <= first ? 1 : 0;
                    atLeast += Integer.bitCount(bits) >= first ? 1 : 0;
                }
                PValues p = McNemar.of(first, n - first);
                assertThat(p.less()).isCloseTo(atMost / (double) (1 << n), within(1e-15));
                assertThat(p.greater()).isCloseTo(atLeast / (double) (1 << n), within(1e-15));
            }
        }
        // 44 and 61 of 10,000 images by one of two nets alone.
        assertThat(McNemar.of(44, 61).twoSided()).isCloseTo(0.1179999815, within(1e-9));
        assertThatThrownBy(() -> McNemar.of(-1, 0)).hasMessageStartingWith("McNemar needs two");
    }
}
