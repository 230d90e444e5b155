package dev.hearth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionMaxPoolTest {

    private static final Seed SEED = new Seed(41);
    private final int threads = LibTorch.threads();

    @AfterEach
    void threads_as_before() {
        LibTorch.threads(threads);
    }

    /** Random stretches of at most so many cells, with gaps and overlaps, each set its own. */
    private static PoolRegions spans(int cells, int count, int widest, int sets, Seed seed) {
        int[][] starts = new int[sets][count];
        int[][] ends = new int[sets][count];
        for (int set = 0; set < sets; set++) {
            RandomStream random = seed.child(set).stream();
            for (int i = 0; i < count; i++) {
                starts[set][i] = random.nextInt(cells);
            }
            Arrays.sort(starts[set]);
            for (int i = 0; i < count; i++) {
                int end = Math.min(cells, starts[set][i] + 1 + random.nextInt(widest));
                ends[set][i] = Math.max(end, i == 0 ? 0 : ends[set][i - 1]);
            }
        }
        return PoolRegions.of(cells, starts, ends);
    }

    /** Three loops, forward and backward. */
    private static float[][] twin(
            float[] x, float[] byY, long[] in, PoolRegions rows, PoolRegions columns) {
        int n = (int) in[0];
        int channels = (int) in[1];
        int size = rows.count() * columns.count();
        float[] y = new float[n * channels * size];
        float[] byX = new float[x.length];
        for (int at = 0; at < y.length; at++) {
            int plane = at / size;
            int rowSet = rows.set(plane / channels, plane % channels, n, channels);
            int columnSet = columns.set(plane / channels, plane % channels, n, channels);
            int i = at % size / columns.count();
            int j = at % columns.count();
            int best = -1;
            for (int u = rows.starts(rowSet)[i]; u < rows.ends(rowSet)[i]; u++) {
                for (int v = columns.starts(columnSet)[j]; v < columns.ends(columnSet)[j]; v++) {
                    int cell = (plane * rows.cells() + u) * columns.cells() + v;
                    boolean better =
                            best < 0
                                    || x[cell] > x[best]
                                    || Float.isNaN(x[cell]) && !Float.isNaN(x[best]);
                    best = better ? cell : best;
                }
            }
            y[at] = x[best];
            byX[best] += byY[at];
        }
        return new float[][] {y, byX};
    }

    private static void agrees(Tensor x, float[] values, PoolRegions rows, PoolRegions columns) {
        Tensor leaf = x.detach().requireGrad();
        Tensor y = Functional.maxPoolRegions(leaf, rows, columns);
        // Whole numbers, whose sums do not depend on their order.
        float[] byY = new float[(int) y.count()];
        for (int i = 0; i < byY.length; i++) {
            byY[i] = 1 + i % 7;
        }
        float[][] expected = twin(values, byY, x.shape(), rows, columns);
        assertThat(y.shape()).containsExactly(x.size(0), x.size(1), rows.count(), columns.count());
        assertThat(y.add(0).toFloats()).isEqualTo(plus0(expected[0]));
        y.backward(Tensor.of(byY, y.shape()).to(x.dtype()));
        assertThat(leaf.grad().orElseThrow().toFloats()).isEqualTo(expected[1]);
        try (var quiet = NoGrad.open()) {
            assertThat(Functional.maxPoolRegions(x, rows, columns).add(0).toFloats())
                    .isEqualTo(plus0(expected[0]));
        }
    }

    /** −0 and 0 are equal, but not to assertions. */
    private static float[] plus0(float[] values) {
        float[] sums = values.clone();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += 0f;
        }
        return sums;
    }

    private static float[] values(int count) {
        RandomStream random = SEED.child("x").stream();
        float[] special = {
            0f,
            -0f,
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            Float.intBitsToFloat(0xFFC00001)
        };
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            int which = random.nextInt(60);
            values[i] =
                    which < special.length
                            ? special[which]
                            : Math.round(2 * (float) random.nextGaussian());
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 2, 2, 2",
        "1, 1, 13, 11, 3",
        "3, 5, 12, 9, 1",
        "3, 5, 9, 12, 2",
        "2, 3, 7, 17, 3",
        "2, 40, 8, 6, 4",
        "4, 2, 5, 5, 5"
    })
    void agrees_with_three_loops(int n, int channels, int height, int width, int widest) {
        float[] values = values(n * channels * height * width);
        try (var scope = Scope.open()) {
            Tensor x = Tensor.of(values, n, channels, height, width);
            for (int rowSets : new int[] {1, n, n * channels}) {
                for (int columnSets : new int[] {1, n, n * channels}) {
                    PoolRegions rows = spans(height, 6, widest, rowSets, SEED.child("rows"));
                    PoolRegions columns =
                            spans(width, 7, widest, columnSets, SEED.child("columns"));
                    agrees(x, values, rows, columns);
                    agrees(x.channelsLast(), values, rows, columns);
                    agrees(x.transpose(2, 3).contiguous().transpose(2, 3), values, rows, columns);
                    agrees(x.to(DType.FLOAT64), values, rows, columns);
                }
            }
        }
    }

    @Test
    void regions_too_large_for_a_byte_are_pooled_too() {
        float[] values = values(3 * 20 * 20);
        try (var scope = Scope.open()) {
            Tensor x = Tensor.of(values, 1, 3, 20, 20);
            PoolRegions whole = PoolRegions.of(20, new int[][] {{0, 1}}, new int[][] {{19, 20}});
            agrees(x, values, whole, whole);
            agrees(x.channelsLast(), values, whole, whole);
        }
    }

    @Test
    void two_by_two_is_a_max_pool() {
        PoolRegions halves = PoolRegions.of(6, new int[][] {{0, 2, 4}}, new int[][] {{2, 4, 6}});
        try (var scope = Scope.open()) {
            Tensor x = RandomTensors.of(SEED).normal(0, 1, 2, 3, 6, 6);
            assertThat(Functional.maxPoolRegions(x, halves, halves).toFloats())
                    .containsExactly(
                            Functional.maxPool2d(x, 2, 2, ConvParameters.stride(2, 2)).toFloats());
        }
    }

    @Test
    void the_layout_of_channels_innermost_is_kept() {
        PoolRegions halves = PoolRegions.of(6, new int[][] {{0, 2, 4}}, new int[][] {{2, 4, 6}});
        try (var scope = Scope.open()) {
            Tensor x = RandomTensors.of(SEED).normal(0, 1, 2, 3, 6, 6);
            assertThat(Functional.maxPoolRegions(x.channelsLast(), halves, halves).isChannelsLast())
                    .isTrue();
            PoolRegions own = Kind.TWO.spans(6, 4, 6, SEED);
            assertThat(Functional.maxPoolRegions(x.channelsLast(), own, own).isChannelsLast())
                    .isTrue();
            assertThat(Functional.maxPoolRegions(x, halves, halves).isChannelsLast()).isFalse();
        }
    }

    /** The three kinds of stretches that fractional pools have. */
    private enum Kind {
        ONE_OR_TWO,
        TWO,
        TWO_OR_THREE;

        PoolRegions spans(int cells, int count, int sets, Seed seed) {
            int[][] starts = new int[sets][count];
            int[][] ends = new int[sets][count];
            int free = this == ONE_OR_TWO ? cells : cells - 1;
            for (int set = 0; set < sets; set++) {
                RandomStream random = seed.child(set).stream();
                int start = 0;
                for (int i = 0; i < count; i++) {
                    starts[set][i] = start;
                    int least = Math.max(start + 1, free - 2 * (count - i - 1));
                    int most = Math.min(start + 2, free - (count - i - 1));
                    start = least + random.nextInt(most - least + 1);
                    ends[set][i] = this == ONE_OR_TWO ? start : start + 1;
                    if (this == TWO) {
                        ends[set][i] = starts[set][i] + 2;
                    }
                }
            }
            return PoolRegions.of(cells, starts, ends);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 9, 5",
        "1, 7, 12, 8",
        "3, 1, 7, 6",
        "2, 5, 17, 11",
        "2, 64, 10, 7",
        "3, 33, 36, 25"
    })
    void fractional_stretches_of_each_channel_agree_with_three_loops(
            int n, int channels, int height, int width) {
        float[] values = values(n * channels * height * width);
        try (var scope = Scope.open()) {
            Tensor x = Tensor.of(values, n, channels, height, width);
            for (Kind down : Kind.values()) {
                for (Kind across : Kind.values()) {
                    PoolRegions rows =
                            down.spans(height, 2 * height / 3, n * channels, SEED.child("r"));
                    for (int sets : new int[] {n, n * channels}) {
                        PoolRegions columns =
                                across.spans(width, 2 * width / 3, sets, SEED.child("c"));
                        agrees(x, values, rows, columns);
                        agrees(x.channelsLast(), values, rows, columns);
                    }
                }
            }
        }
    }

    /** The same in float32, its gradient rounded once. */
    private static void agreesInBfloat16(Tensor x, PoolRegions rows, PoolRegions columns) {
        Tensor narrow = x.to(DType.BFLOAT16).requireGrad();
        Tensor wide = narrow.detach().to(DType.FLOAT32).requireGrad();
        Tensor y = Functional.maxPoolRegions(narrow, rows, columns);
        Tensor expected = Functional.maxPoolRegions(wide, rows, columns);
        assertThat(y.dtype()).isEqualTo(DType.BFLOAT16);
        assertThat(y.isChannelsLast()).isEqualTo(expected.isChannelsLast());
        assertThat(y.toFloats()).isEqualTo(expected.toFloats());
        float[] byY = values((int) y.count());
        RandomStream random = SEED.child("gradient").stream();
        for (int i = 0; i < byY.length; i++) {
            byY[i] *= (float) random.nextGaussian();
        }
        Tensor gradient = Tensor.of(byY, y.shape()).to(DType.BFLOAT16);
        y.backward(gradient);
        expected.backward(gradient.to(DType.FLOAT32));
        assertThat(narrow.grad().orElseThrow().toFloats())
                .isEqualTo(wide.grad().orElseThrow().to(DType.BFLOAT16).toFloats());
        try (var quiet = NoGrad.open()) {
            assertThat(Functional.maxPoolRegions(narrow.detach(), rows, columns).toFloats())
                    .isEqualTo(expected.toFloats());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2, 2, 2, 2",
        "3, 6, 12, 9, 1",
        "3, 5, 9, 12, 2",
        "2, 64, 7, 17, 3",
        "2, 34, 8, 6, 4",
        "2, 10, 20, 23, 16"
    })
    void bfloat16_is_float32_bit_for_bit(int n, int channels, int height, int width, int widest) {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.of(values(n * channels * height * width), n, channels, height, width);
            for (int rowSets : new int[] {1, n, n * channels}) {
                for (int columnSets : new int[] {1, n, n * channels}) {
                    PoolRegions rows = spans(height, 6, widest, rowSets, SEED.child("rows"));
                    PoolRegions columns =
                            spans(width, 7, widest, columnSets, SEED.child("columns"));
                    agreesInBfloat16(x.channelsLast(), rows, columns);
                    agreesInBfloat16(x, rows, columns);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 7, 12, 8", "2, 64, 10, 7", "3, 32, 36, 25"})
    void bfloat16_in_fractional_stretches_is_float32_bit_for_bit(
            int n, int channels, int height, int width) {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.of(values(n * channels * height * width), n, channels, height, width);
            for (Kind down : Kind.values()) {
                for (Kind across : Kind.values()) {
                    for (int sets : new int[] {1, n, n * channels}) {
                        PoolRegions rows = down.spans(height, 2 * height / 3, sets, SEED);
                        PoolRegions columns = across.spans(width, 2 * width / 3, sets, SEED);
                        agreesInBfloat16(x.channelsLast(), rows, columns);
                        agreesInBfloat16(x, rows, columns);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 1, true", "8, 16, true", "8, 16, false", "1, 32, true", "1, 32, false"})
    void results_do_not_depend_on_threads(int examples, int channels, boolean innermost) {
        PoolRegions shared = spans(30, 20, 3, examples, SEED);
        PoolRegions own = Kind.ONE_OR_TWO.spans(30, 20, examples * channels, SEED);
        for (PoolRegions spans : new PoolRegions[] {shared, own}) {
            float[][] once = null;
            for (int count : new int[] {1, 2, 5}) {
                LibTorch.threads(count);
                try (var scope = Scope.open()) {
                    Tensor x = RandomTensors.of(SEED).normal(0, 1, examples, channels, 40, 30);
                    Tensor leaf = (innermost ? x.channelsLast() : x).requireGrad();
                    PoolRegions rows = spans(40, 20, 3, 1, SEED);
                    Tensor y = Functional.maxPoolRegions(leaf, rows, spans);
                    y.square().sum().backward();
                    float[][] both = {y.toFloats(), leaf.grad().orElseThrow().toFloats()};
                    once = once == null ? both : once;
                    assertThat(both[0]).isEqualTo(once[0]);
                    assertThat(both[1]).isEqualTo(once[1]);
                }
            }
        }
    }

    @Test
    void a_change_in_place_behind_does_no_harm() {
        PoolRegions halves = PoolRegions.of(4, new int[][] {{0, 2}}, new int[][] {{2, 4}});
        try (var scope = Scope.open()) {
            Tensor x = RandomTensors.of(SEED).normal(0, 1, 1, 2, 4, 4).channelsLast();
            Tensor a = x.detach().requireGrad();
            Tensor b = x.detach().requireGrad();
            Functional.maxPoolRegions(a, halves, halves).leakyReluInPlace(0.1).sum().backward();
            Functional.maxPool2d(b, 2, 2, ConvParameters.stride(2, 2))
                    .leakyRelu(0.1)
                    .sum()
                    .backward();
            assertThat(a.grad().orElseThrow().toFloats())
                    .containsExactly(b.grad().orElseThrow().toFloats());
        }
    }

    @Test
    void an_empty_batch_stays_empty() {
        PoolRegions halves = PoolRegions.of(4, new int[][] {{0, 2}}, new int[][] {{2, 4}});
        try (var scope = Scope.open()) {
            assertThat(Functional.maxPoolRegions(Tensor.zeros(0, 3, 4, 4), halves, halves).shape())
                    .containsExactly(0, 3, 2, 2);
        }
    }

    @Test
    void spans_that_do_not_suit_are_refused() {
        PoolRegions three = spans(4, 2, 2, 3, SEED);
        PoolRegions one = spans(4, 2, 2, 1, SEED);
        try (var scope = Scope.open()) {
            Tensor x = Tensor.zeros(2, 5, 4, 4);
            assertThatThrownBy(() -> Functional.maxPoolRegions(x, one, three))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "maxPoolRegions needs columns' intervals of the image's extent, one set for all,"
                                    + " one an example or one a plane. Received: 3 sets on 4 cells for"
                                    + " [2×5×4×4] FLOAT32. Draw the intervals for this batch.");
            assertThatThrownBy(() -> Functional.maxPoolRegions(Tensor.zeros(2, 5, 3, 4), one, one))
                    .hasMessageContaining("rows' intervals of");
            assertThatThrownBy(() -> Functional.maxPoolRegions(Tensor.zeros(4, 4), one, one))
                    .hasMessage(
                            "maxPoolRegions needs an image batch of four dimensions. Received: [4×4]"
                                    + " FLOAT32. Reshape it to batch × channels × rows × columns.");
        }
        String sentence =
                "PoolRegions needs sets of equally many intervals, each inside the axis, not empty and not"
                        + " before its neighbour. Received: starts [1, 0] and ends [2, 3] on 4 cells."
                        + " Give 0 ≤ start < end ≤ cells, neither decreasing.";
        assertThatThrownBy(() -> PoolRegions.of(4, new int[][] {{1, 0}}, new int[][] {{2, 3}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
        assertThatThrownBy(() -> PoolRegions.of(4, new int[0][], new int[0][]))
                .hasMessageContaining("0 sets of starts");
        assertThatThrownBy(() -> PoolRegions.of(4, new int[][] {{0}}, new int[][] {{5}}))
                .hasMessageContaining("ends [5] on 4 cells");
    }
}
