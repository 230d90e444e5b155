package dev.hearth.onednn;

import static dev.hearth.onednn.TinyGraph.longs;
import static dev.hearth.onednn.TinyGraph.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.data.BadDataException;
import dev.hearth.nn.Precision;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of values, and functions of each number. */
class OneDnnPartsTest {

    private static final int CHANNELS = 5;
    private static final int ROWS = 9;
    private static final int COLUMNS = 6;
    private static final int CELLS = ROWS * COLUMNS;

    @BeforeEach
    void the_processor_multiplies_bfloat16() {
        assumeTrue(new OneDnnCompiler().obstacle(Precision.BFLOAT16).isEmpty());
    }

    /** Whole numbers that bfloat16 holds. */
    private static float[] x() {
        float[] x = new float[CHANNELS * CELLS];
        for (int i = 0; i < x.length; i++) {
            x[i] = i * 37 % 255 - 127;
        }
        return x;
    }

    private static float at(float[] x, int channel, int row, int column) {
        return x[(channel * ROWS + row) * COLUMNS + column];
    }

    private static TinyGraph image() {
        return new TinyGraph(CHANNELS, ROWS, COLUMNS);
    }

    private static float[] computed(byte[] model, Precision precision, float[] x) {
        NetGraph graph = GraphReader.read(model).fused();
        try (OneDnnNet alone = OneDnnNet.of(graph, precision, 1);
                OneDnnNet net = OneDnnNet.of(graph, precision, 3)) {
            float[] came = net.apply(x, 1, CHANNELS, ROWS, COLUMNS);
            assertThat(alone.apply(x, 1, CHANNELS, ROWS, COLUMNS)).containsExactly(came);
            return came;
        }
    }

    /** From and to, of channels, rows and columns. */
    @ParameterizedTest
    @ValueSource(
            strings = {"1:1:4", "2:2:9", "3:0:5", "-1:-4:-1", "2:-9:2", "1:3:9223372036854775807"})
    void a_slice(String taken) {
        long[] numbers = List.of(taken.split(":")).stream().mapToLong(Long::parseLong).toArray();
        int axis = (int) (numbers[0] < 0 ? numbers[0] + 4 : numbers[0]);
        int[] ends = {CHANNELS, ROWS, COLUMNS};
        int[] begins = new int[3];
        int extent = ends[axis - 1];
        begins[axis - 1] = (int) (numbers[1] < 0 ? numbers[1] + extent : numbers[1]);
        ends[axis - 1] = (int) Math.min(extent, numbers[2] < 0 ? numbers[2] + extent : numbers[2]);
        byte[] model =
                image().extents("from", numbers[1])
                        .extents("to", numbers[2])
                        .extents("axis", numbers[0])
                        .node("y", "Slice", List.of("x", "from", "to", "axis"))
                        .bytes(ends[0] - begins[0], ends[1] - begins[1], ends[2] - begins[2]);
        float[] x = x();
        for (Precision precision : Precision.values()) {
            float[] came = computed(model, precision, x);
            int i = 0;
            for (int c = begins[0]; c < ends[0]; c++) {
                for (int r = begins[1]; r < ends[1]; r++) {
                    for (int w = begins[2]; w < ends[2]; w++) {
                        assertThat(came[i++]).isEqualTo(at(x, c, r, w));
                    }
                }
            }
            assertThat(came).hasSize(i);
        }
    }

    /** Parts by their extents, or as equal as can be, joined again the other way round. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void a_split_and_a_concatenation_along_each_axis(int axis) {
        int[] extents = {CHANNELS, ROWS, COLUMNS};
        for (boolean isGiven : new boolean[] {true, false}) {
            int first = isGiven ? 2 : (extents[axis - 1] + 1) / 2;
            TinyGraph graph = image().extents("parts", 2, extents[axis - 1] - 2);
            byte[] model =
                    graph.node(
                                    List.of("a", "b"),
                                    "Split",
                                    isGiven ? List.of("x", "parts") : List.of("x"),
                                    whole("axis", axis))
                            .node("y", "Concat", List.of("b", "a"), whole("axis", axis))
                            .bytes(CHANNELS, ROWS, COLUMNS);
            float[] x = x();
            for (Precision precision : Precision.values()) {
                float[] came = computed(model, precision, x);
                for (int i = 0; i < came.length; i++) {
                    int[] place = {i / CELLS, i / COLUMNS % ROWS, i % COLUMNS};
                    int extent = extents[axis - 1];
                    place[axis - 1] = (place[axis - 1] + first) % extent;
                    assertThat(came[i]).isEqualTo(at(x, place[0], place[1], place[2]));
                }
            }
        }
    }

    /** As a pyramid of pools is exported. */
    @Test
    void the_greatest_of_rows_then_of_columns() {
        byte[] model =
                image().extents("from", 2)
                        .extents("to", 7)
                        .extents("axis", 2)
                        .node("part", "Slice", List.of("x", "from", "to", "axis"))
                        .node("rows", "ReduceMax", List.of("part"), longs("axes", 2))
                        .node("y", "ReduceMax", List.of("rows"), longs("axes", 3))
                        .bytes(CHANNELS, 1, 1);
        float[] x = x();
        for (Precision precision : Precision.values()) {
            float[] came = computed(model, precision, x);
            for (int c = 0; c < CHANNELS; c++) {
                float most = Float.NEGATIVE_INFINITY;
                for (int r = 2; r < 7; r++) {
                    for (int w = 0; w < COLUMNS; w++) {
                        most = Math.max(most, at(x, c, r, w));
                    }
                }
                assertThat(came[c]).isEqualTo(most);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, CHANNELS})
    void slopes_below_zero_one_for_all_or_one_for_each_channel(int count) {
        float[] slopes = {0.5f, -1, 0.25f, 2, 0};
        byte[] model =
                image().constant("slope", java.util.Arrays.copyOf(slopes, count), count, 1, 1)
                        .node("y", "PRelu", List.of("x", "slope"))
                        .bytes(CHANNELS, ROWS, COLUMNS);
        float[] x = x();
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.round(x[i] / 4) * 4f;
        }
        for (Precision precision : Precision.values()) {
            float[] came = computed(model, precision, x);
            for (int i = 0; i < x.length; i++) {
                float slope = slopes[count == 1 ? 0 : i / CELLS];
                assertThat(came[i]).isEqualTo(x[i] > 0 ? x[i] : x[i] * slope + 0f);
            }
        }
    }

    /** The operators, and what {@code ./hearth export} writes for them. */
    @ParameterizedTest
    @ValueSource(strings = {"Sigmoid", "Tanh", "exported sigmoid", "exported tanh"})
    void sigmoid_and_tanh(String kind) {
        TinyGraph graph =
                image().constant("one", new float[] {1}).constant("least", new float[] {-1});
        if (kind.equals("exported sigmoid")) {
            graph.node("minus", "Neg", List.of("x"))
                    .node("power", "Exp", List.of("minus"))
                    .node("sum", "Add", List.of("power", "one"))
                    .node("inverse", "Reciprocal", List.of("sum"))
                    .node("none", "IsNaN", List.of("x"))
                    .node("y", "Where", List.of("none", "x", "inverse"));
        } else if (kind.equals("exported tanh")) {
            graph.node("any", "Tanh", List.of("x"))
                    .node("most", "Min", List.of("any", "one"))
                    .node("both", "Max", List.of("most", "least"))
                    .node("none", "IsNaN", List.of("x"))
                    .node("y", "Where", List.of("none", "x", "both"));
        } else {
            graph.node("y", kind, List.of("x"));
        }
        byte[] model = graph.bytes(CHANNELS, ROWS, COLUMNS);
        float[] x = x();
        for (int i = 0; i < x.length; i++) {
            x[i] /= 8;
        }
        for (Precision precision : Precision.values()) {
            float[] came = computed(model, precision, x);
            double allowed = precision == Precision.FLOAT32 ? 2e-6 : 0x1p-8;
            for (int i = 0; i < x.length; i++) {
                double wanted =
                        kind.toLowerCase(java.util.Locale.ROOT).contains("tanh")
                                ? Math.tanh(x[i])
                                : 1 / (1 + Math.exp(-x[i]));
                assertThat((double) came[i])
                        .as("%s of %g in %s", kind, x[i], precision)
                        .isCloseTo(wanted, within(1e-7 + allowed * Math.abs(wanted)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void a_part_of_a_sigmoid_alone_is_refused(Precision precision) {
        byte[] model =
                image().constant("two", new float[] {2})
                        .node("minus", "Neg", List.of("x"))
                        .node("y", "Mul", List.of("minus", "two"))
                        .bytes(CHANNELS, ROWS, COLUMNS);
        assertThatThrownBy(() -> OneDnnCompiler.net(model, precision, 1))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("part of a sigmoid");
    }
}
