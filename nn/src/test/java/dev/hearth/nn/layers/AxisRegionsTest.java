package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.tensor.Seed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AxisRegionsTest {

    private static final Seed SEED = new Seed(31);

    static Stream<Arguments> ways() {
        List<Arguments> ways = new ArrayList<>();
        for (RegionOverlap windows : RegionOverlap.values()) {
            for (RegionConvention convention : RegionConvention.values()) {
                for (IncrementDraw draw : IncrementDraw.values()) {
                    ways.add(Arguments.of(windows, convention, draw));
                }
            }
        }
        return ways.stream();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void every_draw_up_to_99_cells_is_legal(
            RegionOverlap windows, RegionConvention convention, IncrementDraw draw) {
        for (int in = 2; in <= 99; in++) {
            for (int out = 1; out < in; out += in > 2 * out + 8 ? 5 : 1) {
                for (int i = 0; i < 8; i++) {
                    Seed seed = SEED.child(in).child(out).child(i);
                    legal(
                            AxisRegions.drawn(in, out, windows, draw, convention, seed.stream()),
                            in,
                            out,
                            windows,
                            convention);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void the_ends_of_us_range_are_legal(
            RegionOverlap windows, RegionConvention convention, IncrementDraw draw) {
        double[] ends = {0, Double.MIN_VALUE, 0x1p-53, 0.5, 1 - 0x1p-53};
        for (int in = 2; in <= 99; in++) {
            for (int out = 1; out < in; out += in > 2 * out + 8 ? 5 : 1) {
                for (double u : ends) {
                    legal(
                            AxisRegions.pseudorandom(in, out, windows, convention, u),
                            in,
                            out,
                            windows,
                            convention);
                }
            }
        }
    }

    private static void legal(
            AxisRegions regions,
            int in,
            int out,
            RegionOverlap windows,
            RegionConvention convention) {
        boolean paired =
                windows == RegionOverlap.OVERLAPPING && convention == RegionConvention.AUTHOR_CODE;
        assertThat(regions.count()).isEqualTo(out);
        assertThat(regions.starts().get(0)).isZero();
        assertThat(regions.ends().get(out - 1)).isEqualTo(in);
        int sum = windows == RegionOverlap.DISJOINT ? in : paired ? in - pair(in, out) : in - 1;
        int steps = paired ? out - 1 : out;
        int p = steps == 0 ? 1 : sum / steps;
        int greater = 0;
        for (int i = 0; i < out; i++) {
            int width = regions.ends().get(i) - regions.starts().get(i);
            if (i + 1 < out) {
                int step = regions.starts().get(i + 1) - regions.starts().get(i);
                assertThat(step).isBetween(p, p + 1);
                greater += step - p;
                int shared = regions.ends().get(i) - regions.starts().get(i + 1);
                assertThat(shared)
                        .isEqualTo(
                                windows == RegionOverlap.DISJOINT
                                        ? 0
                                        : paired ? pair(in, out) - step : 1)
                        .isNotNegative();
            } else if (!paired) {
                greater += width - (windows == RegionOverlap.DISJOINT ? p : p + 1);
            }
            int narrowest = windows == RegionOverlap.DISJOINT ? p : paired ? pair(in, out) : p + 1;
            assertThat(width).isBetween(narrowest, paired ? narrowest : narrowest + 1);
        }
        assertThat(greater).isEqualTo(sum - p * steps);
    }

    /** Cells of the author's overlapping regions: 2, as many as cover the axis where the ratio is above 2. */
    private static int pair(int in, int out) {
        return in <= 2 * out ? 2 : (int) Math.ceil((double) in / out);
    }

    @Test
    void ratios_above_two_begin_regions_two_or_three_cells_apart() {
        AxisRegions regions =
                AxisRegions.pseudorandom(
                        10, 4, RegionOverlap.DISJOINT, RegionConvention.PAPER_FORMULA, 0.25);
        // ⌈2.5·i − 0.25⌉ = 3, 5, 8
        assertThat(regions.starts()).containsExactly(0, 3, 5, 8);
        assertThat(regions.ends()).containsExactly(3, 5, 8, 10);
        AxisRegions code =
                AxisRegions.pseudorandom(
                        10, 4, RegionOverlap.OVERLAPPING, RegionConvention.AUTHOR_CODE, 0.5);
        // (10 − 3)/3 = 7/3; ⌊(i + ½)·7/3⌋ − ⌊7/6⌋ = 2, 4, 7
        assertThat(code.starts()).containsExactly(0, 2, 4, 7);
        assertThat(code.ends()).containsExactly(3, 5, 7, 10);
    }

    @Test
    void pseudorandom_regions_follow_the_authors_code() {
        for (int i = 0; i < 200; i++) {
            double u = SEED.child(i).stream().nextDouble();
            AxisRegions disjoint =
                    AxisRegions.pseudorandom(
                            25, 18, RegionOverlap.DISJOINT, RegionConvention.AUTHOR_CODE, u);
            AxisRegions paired =
                    AxisRegions.pseudorandom(
                            25, 18, RegionOverlap.OVERLAPPING, RegionConvention.AUTHOR_CODE, u);
            for (int j = 0; j < 18; j++) {
                double alpha = 25.0 / 18;
                assertThat(disjoint.starts().get(j))
                        .isEqualTo((int) ((j + u) * alpha) - (int) (u * alpha));
                double narrower = 23.0 / 17;
                int start = (int) ((j + u) * narrower) - (int) (u * narrower);
                assertThat(paired.starts().get(j)).isEqualTo(j == 17 ? 23 : start);
            }
        }
    }

    @Test
    void pseudorandom_regions_follow_the_papers_formula() {
        for (int i = 0; i < 200; i++) {
            double share = SEED.child(i).stream().nextDouble();
            for (RegionOverlap windows : RegionOverlap.values()) {
                double alpha = (windows == RegionOverlap.DISJOINT ? 25.0 : 24.0) / 18;
                double u = (1 - share) / alpha;
                AxisRegions regions =
                        AxisRegions.pseudorandom(
                                25, 18, windows, RegionConvention.PAPER_FORMULA, share);
                for (int j = 0; j < 18; j++) {
                    // a_j counts from 1, and the overlapping region's end is inclusive.
                    assertThat(regions.starts().get(j))
                            .isEqualTo((int) Math.ceil(alpha * (j + u)) - 1);
                    assertThat(regions.ends().get(j))
                            .isEqualTo(
                                    (int) Math.ceil(alpha * (j + 1 + u))
                                            - (windows == RegionOverlap.DISJOINT ? 1 : 0));
                }
            }
        }
    }

    @Test
    void random_draws_reach_all_orders_alike() {
        Set<List<Integer>> seen = new HashSet<>();
        int[] first = new int[2];
        int draws = 6000;
        for (int i = 0; i < draws; i++) {
            AxisRegions regions =
                    AxisRegions.drawn(
                            6,
                            4,
                            RegionOverlap.DISJOINT,
                            IncrementDraw.RANDOM,
                            RegionConvention.AUTHOR_CODE,
                            SEED.child(i).stream());
            seen.add(regions.starts());
            first[regions.starts().get(1) - 1]++;
        }
        // Two ones and two twos have 6 orders; half of them begin with a one.
        assertThat(seen).hasSize(6);
        assertThat(first[0]).isBetween(draws / 2 - 160, draws / 2 + 160);
    }

    @Test
    void sizes_that_no_increments_reach_are_refused() {
        assertThatThrownBy(
                        () ->
                                AxisRegions.pseudorandom(
                                        9,
                                        0,
                                        RegionOverlap.DISJOINT,
                                        RegionConvention.AUTHOR_CODE,
                                        0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "FractionalMaxPool2d needs 0 < out < in on each axis. Received: in=9,"
                                + " out=0. Give an output size from 1 to 8.");
        assertThatThrownBy(() -> Reduction.to(9).out(9)).hasMessageContaining("in=9, out=9");
        assertThatThrownBy(() -> Reduction.to(0))
                .hasMessage(
                        "FractionalMaxPool2d needs an output size above 0. Received: cells=0. Use 1"
                                + " for one cell.");
        assertThatThrownBy(
                        () ->
                                AxisRegions.pseudorandom(
                                        9,
                                        6,
                                        RegionOverlap.DISJOINT,
                                        RegionConvention.AUTHOR_CODE,
                                        1))
                .hasMessage(
                        "AxisRegions.pseudorandom needs u in [0, 1). Received: u=1.0. Draw it with"
                                + " RandomStream.nextDouble.");
    }

    @Test
    void regions_out_of_order_are_refused() {
        assertThatThrownBy(() -> new AxisRegions(4, List.of(0, 1), List.of(2, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "AxisRegions needs equally many starts and ends, 0 ≤ start < end ≤ cells,"
                                + " neither falling. Received: starts=[0, 1], ends=[2, 5] on 4 cells."
                                + " Mend them, or let AxisRegions.drawn draw.");
        assertThatThrownBy(() -> new AxisRegions(4, List.of(1, 0), List.of(2, 3)))
                .hasMessageContaining("starts=[1, 0]");
        assertThatThrownBy(() -> new AxisRegions(4, List.of(), List.of()))
                .hasMessageContaining("starts=[]");
        assertThatThrownBy(() -> new AxisRegions(4, List.of(1), List.of(1)))
                .hasMessageContaining("ends=[1]");
    }
}
