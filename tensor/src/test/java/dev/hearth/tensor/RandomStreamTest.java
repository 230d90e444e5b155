package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomStreamTest {

    @Test
    void the_numbers_are_those_of_the_public_splitmix64() {
        RandomStream random = new Seed(1234567).stream();
        String[] published = {
            "6457827717110365317",
            "3203168211198807973",
            "9817491932198370423",
            "4593380528125082431",
            "16408922859458223821"
        };
        for (String number : published) {
            assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo(number);
        }
    }

    @Test
    void the_rest_of_a_stream_goes_on_where_it_was() {
        RandomStream random = new Seed(8).stream();
        for (int i = 0; i < 7; i++) {
            random.nextInt(10);
        }
        RandomStream rest = random.rest().stream();
        for (int i = 0; i < 50; i++) {
            assertThat(rest.nextLong()).isEqualTo(random.nextLong());
        }
        assertThat(random.rest()).isEqualTo(rest.rest()).isNotEqualTo(new Seed(8));
    }

    @Test
    void whole_numbers_below_a_bound_are_uniform() {
        for (int bound : new int[] {1, 2, 3, 10, 17}) {
            RandomStream random = new Seed(5).child(bound).stream();
            int draws = 20_000 * bound;
            int[] counts = new int[bound];
            for (int i = 0; i < draws; i++) {
                counts[random.nextInt(bound)]++;
            }
            // A count is binomial: five standard deviations.
            double deviation = Math.sqrt(20_000 * (1 - 1.0 / bound));
            for (int count : counts) {
                assertThat((double) count).isCloseTo(20_000, within(5 * deviation));
            }
        }
    }

    @Test
    void a_bound_of_three_quarters_of_all_is_unbiased() {
        // Taking the remainder would send half of the draws below a third of the bound.
        int bound = 3 << 29;
        RandomStream random = new Seed(6).stream();
        int low = 0;
        for (int i = 0; i < 30_000; i++) {
            int drawn = random.nextInt(bound);
            assertThat(drawn).isBetween(0, bound - 1);
            low += drawn < bound / 3 ? 1 : 0;
        }
        assertThat((double) low).isCloseTo(10_000, within(5 * Math.sqrt(30_000 * 2.0 / 9)));
    }

    @Test
    void a_bound_not_above_zero_is_refused() {
        RandomStream random = new Seed(1).stream();
        assertThatThrownBy(() -> random.nextInt(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nextInt needs a bound above 0. Received: 0. Give the count.");
        assertThatThrownBy(() -> random.nextInt(-3)).hasMessageContaining("Received: -3.");
    }

    @Test
    void gaussian_numbers_have_the_moments_of_the_normal_distribution() {
        RandomStream random = new Seed(7).stream();
        int count = 200_000;
        double[] moments = new double[5];
        for (int i = 0; i < count; i++) {
            double x = random.nextGaussian();
            for (int power = 1; power <= 4; power++) {
                moments[power] += Math.pow(x, power) / count;
            }
        }
        // Variances of x, x², x³, x⁴ are 1, 2, 15, 96: five standard deviations of the mean.
        assertThat(moments[1]).isCloseTo(0, within(5 * Math.sqrt(1.0 / count)));
        assertThat(moments[2]).isCloseTo(1, within(5 * Math.sqrt(2.0 / count)));
        assertThat(moments[3]).isCloseTo(0, within(5 * Math.sqrt(15.0 / count)));
        assertThat(moments[4]).isCloseTo(3, within(5 * Math.sqrt(96.0 / count)));
    }

    @Test
    void uniform_numbers_stay_inside_and_fill_the_interval() {
        RandomStream random = new Seed(8).stream();
        double mean = 0;
        int heads = 0;
        for (int i = 0; i < 100_000; i++) {
            double x = random.uniform(-2, 6);
            assertThat(x).isGreaterThanOrEqualTo(-2).isLessThan(6);
            mean += x / 100_000;
            heads += random.nextBoolean() ? 1 : 0;
        }
        assertThat(mean).isCloseTo(2, within(5 * 8 / Math.sqrt(12 * 100_000)));
        assertThat((double) heads).isCloseTo(50_000, within(5 * Math.sqrt(25_000)));
    }

    @Test
    void a_permutation_holds_each_number_once_and_all_orders_are_equally_likely() {
        RandomStream random = new Seed(9).stream();
        int[] order = random.permutation(100);
        assertThat(Arrays.stream(order).sorted().toArray())
                .isEqualTo(IntStream.range(0, 100).toArray());
        int[] seen = new int[6];
        for (int i = 0; i < 60_000; i++) {
            int[] three = random.permutation(3);
            seen[three[0] * 2 + (three[1] > three[2] ? 1 : 0)]++;
        }
        for (int count : seen) {
            assertThat((double) count).isCloseTo(10_000, within(5 * Math.sqrt(10_000 * 5 / 6.0)));
        }
        assertThat(random.permutation(0)).isEmpty();
    }

    @Test
    void children_of_a_seed_differ_and_stay_what_they_were() {
        Seed run = new Seed(1);
        assertThat(run.child("order")).isEqualTo(new Seed(1).child("order"));
        long[] values =
                IntStream.range(0, 1000)
                        .mapToLong(i -> run.child("step").child(i).value())
                        .distinct()
                        .toArray();
        assertThat(values).hasSize(1000);
        assertThat(run.child("a").child("b")).isNotEqualTo(run.child("b").child("a"));
        assertThat(run.child("ab")).isNotEqualTo(run.child("a").child("b"));
    }
}
