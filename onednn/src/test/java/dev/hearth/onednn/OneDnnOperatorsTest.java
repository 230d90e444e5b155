package dev.hearth.onednn;

// Above 400 lines, because each operator stands beside its loop.

import static dev.hearth.onednn.TinyGraph.longs;
import static dev.hearth.onednn.TinyGraph.real;
import static dev.hearth.onednn.TinyGraph.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.data.BadDataException;
import dev.hearth.nn.Precision;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each operator beside a loop that says what it is. Numbers are small integers, which bfloat16 holds exactly, and
 * so do sums of their products in float32: answers are equal, not close.
 */
class OneDnnOperatorsTest {

    private static final int BATCH = 2;

    private static float[] integers(String name, int count) {
        RandomStream random = new Seed(7).child(name).stream();
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) Math.rint(random.uniform(-3.49, 3.49));
        }
        return numbers;
    }

    private static float[] computed(
            byte[] model, Precision precision, float[] x, int threads, long... extents) {
        assumeTrue(new OneDnnCompiler().obstacle(precision).isEmpty());
        try (OneDnnNet net = OneDnnNet.of(GraphReader.read(model).fused(), precision, threads)) {
            return net.apply(x, extents);
        }
    }

    /** A convolution or a pool of an image: kernel, strides, padding and dilation by axis. */
    private record Case(
            int channels,
            int filters,
            int[] kernel,
            int[] strides,
            int[] pads,
            int dilation,
            int groups) {

        static final int ROWS = 11;
        static final int COLUMNS = 9;

        int rows() {
            return (ROWS + pads[0] + pads[2] - dilation * (kernel[0] - 1) - 1) / strides[0] + 1;
        }

        int columns() {
            return (COLUMNS + pads[1] + pads[3] - dilation * (kernel[1] - 1) - 1) / strides[1] + 1;
        }

        ai.onnx.proto.OnnxMl.AttributeProto[] attributes() {
            return new ai.onnx.proto.OnnxMl.AttributeProto[] {
                longs("kernel_shape", kernel[0], kernel[1]),
                longs("strides", strides[0], strides[1]),
                longs("pads", pads[0], pads[1], pads[2], pads[3]),
                longs("dilations", dilation, dilation)
            };
        }

        /** What is seen of a channel by a window; a NaN for padding. */
        float[] seen(float[] x, int image, int channel, int row, int column) {
            float[] cells = new float[kernel[0] * kernel[1]];
            for (int i = 0; i < cells.length; i++) {
                int r = row * strides[0] - pads[0] + i / kernel[1] * dilation;
                int c = column * strides[1] - pads[1] + i % kernel[1] * dilation;
                boolean inside = r >= 0 && r < ROWS && c >= 0 && c < COLUMNS;
                int at = ((image * channels + channel) * ROWS + r) * COLUMNS + c;
                cells[i] = inside ? x[at] : Float.NaN;
            }
            return cells;
        }
    }

    static Stream<Case> convolutions() {
        int[] one = {1, 1};
        int[] none = {0, 0, 0, 0};
        return Stream.of(
                new Case(3, 8, new int[] {3, 3}, new int[] {2, 2}, none, 1, 1),
                new Case(5, 7, new int[] {3, 3}, one, new int[] {1, 1, 1, 1}, 1, 1),
                new Case(17, 33, new int[] {1, 7}, one, new int[] {0, 3, 0, 3}, 1, 1),
                new Case(32, 48, new int[] {7, 1}, one, new int[] {3, 0, 3, 0}, 1, 1),
                new Case(64, 96, one, one, none, 1, 1),
                new Case(13, 16, new int[] {3, 2}, new int[] {2, 1}, new int[] {0, 1, 2, 0}, 1, 1),
                new Case(16, 16, new int[] {3, 3}, one, new int[] {2, 2, 2, 2}, 2, 1),
                new Case(12, 18, new int[] {3, 3}, one, new int[] {1, 1, 1, 1}, 1, 3),
                new Case(16, 16, new int[] {3, 3}, one, new int[] {1, 1, 1, 1}, 1, 16));
    }

    @ParameterizedTest
    @MethodSource("convolutions")
    void a_convolution_with_bias_and_relu(Case shape) {
        int per = shape.channels() / shape.groups();
        int cells = shape.kernel()[0] * shape.kernel()[1];
        float[] w = integers("w", shape.filters() * per * cells);
        float[] b = integers("b", shape.filters());
        float[] x = integers("x", BATCH * shape.channels() * Case.ROWS * Case.COLUMNS);
        int rows = shape.rows();
        int columns = shape.columns();
        float[] wanted = new float[BATCH * shape.filters() * rows * columns];
        for (int i = 0; i < wanted.length; i++) {
            int column = i % columns;
            int row = i / columns % rows;
            int filter = i / columns / rows % shape.filters();
            int image = i / columns / rows / shape.filters();
            float sum = b[filter];
            for (int c = 0; c < per; c++) {
                int channel = filter / (shape.filters() / shape.groups()) * per + c;
                float[] seen = shape.seen(x, image, channel, row, column);
                for (int k = 0; k < cells; k++) {
                    sum += Float.isNaN(seen[k]) ? 0 : seen[k] * w[(filter * per + c) * cells + k];
                }
            }
            wanted[i] = Math.max(0, sum);
        }
        ai.onnx.proto.OnnxMl.AttributeProto[] plain = shape.attributes();
        byte[] model =
                new TinyGraph(shape.channels(), Case.ROWS, Case.COLUMNS)
                        .constant(
                                "w", w, shape.filters(), per, shape.kernel()[0], shape.kernel()[1])
                        .constant("b", b, shape.filters())
                        .node(
                                "conv",
                                "Conv",
                                List.of("x", "w", "b"),
                                plain[0],
                                plain[1],
                                plain[2],
                                plain[3],
                                whole("group", shape.groups()))
                        .node("y", "Relu", List.of("conv"))
                        .bytes(shape.filters(), rows, columns);
        for (Precision precision : Precision.values()) {
            for (int threads : new int[] {1, 3}) {
                assertThat(
                                computed(
                                        model,
                                        precision,
                                        x,
                                        threads,
                                        BATCH,
                                        shape.channels(),
                                        Case.ROWS,
                                        Case.COLUMNS))
                        .as("%s, %d threads", precision, threads)
                        .containsExactly(wanted);
            }
        }
    }

    static Stream<Case> pools() {
        return Stream.of(
                new Case(5, 5, new int[] {3, 3}, new int[] {2, 2}, new int[] {0, 0, 0, 0}, 1, 1),
                new Case(16, 16, new int[] {3, 3}, new int[] {1, 1}, new int[] {1, 1, 1, 1}, 1, 1),
                new Case(33, 33, new int[] {2, 3}, new int[] {1, 2}, new int[] {0, 2, 1, 0}, 1, 1));
    }

    @ParameterizedTest
    @MethodSource("pools")
    void pools_by_maximum_and_by_both_means(Case shape) {
        int cells = Case.ROWS * Case.COLUMNS;
        float[] x = integers("x", BATCH * shape.channels() * cells);
        int count = shape.kernel()[0] * shape.kernel()[1];
        for (String kind : List.of("MaxPool", "AveragePool", "counted")) {
            int rows = shape.rows();
            int columns = shape.columns();
            float[] wanted = new float[BATCH * shape.channels() * rows * columns];
            for (int i = 0; i < wanted.length; i++) {
                int plane = i / columns / rows;
                float[] seen =
                        shape.seen(
                                x,
                                plane / shape.channels(),
                                plane % shape.channels(),
                                i / columns % rows,
                                i % columns);
                float most = Float.NEGATIVE_INFINITY;
                float sum = 0;
                int inside = 0;
                for (float each : seen) {
                    if (!Float.isNaN(each)) {
                        most = Math.max(most, each);
                        sum += each;
                        inside++;
                    }
                }
                wanted[i] =
                        kind.equals("MaxPool")
                                ? most
                                : sum / (kind.equals("counted") ? count : inside);
            }
            ai.onnx.proto.OnnxMl.AttributeProto[] plain = shape.attributes();
            TinyGraph graph = new TinyGraph(shape.channels(), Case.ROWS, Case.COLUMNS);
            if (kind.equals("MaxPool")) {
                graph.node("y", kind, List.of("x"), plain[0], plain[1], plain[2]);
            } else {
                graph.node(
                        "y",
                        "AveragePool",
                        List.of("x"),
                        plain[0],
                        plain[1],
                        plain[2],
                        whole("count_include_pad", kind.equals("counted") ? 1 : 0));
            }
            byte[] model = graph.bytes(shape.channels(), rows, columns);
            for (Precision precision : Precision.values()) {
                float[] came =
                        computed(
                                model,
                                precision,
                                x,
                                2,
                                BATCH,
                                shape.channels(),
                                Case.ROWS,
                                Case.COLUMNS);
                for (int i = 0; i < wanted.length; i++) {
                    // A mean is rounded to bfloat16 once, by half of its last bit.
                    double allowed = precision == Precision.FLOAT32 ? 1e-6 : 0x1p-8;
                    assertThat((double) came[i])
                            .as("%s %s at %d", kind, precision, i)
                            .isCloseTo(
                                    wanted[i],
                                    org.assertj.core.data.Offset.offset(
                                            allowed * Math.max(1e-3, Math.abs(wanted[i]))));
                }
            }
        }
    }

    /** Two branches of odd widths, side by side, added to their input, then a mean, logits and softmax. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void a_net_of_all_the_others(Precision precision) {
        int side = 4;
        int cells = side * side;
        float[] x = integers("x", BATCH * 8 * cells);
        float[] a = integers("a", 3 * 8);
        float[] b = integers("b", 5 * 8);
        float[] row = integers("row", 8);
        float[] dense = integers("dense", 3 * 8);
        byte[] model =
                new TinyGraph(8, side, side)
                        .constant("a", a, 3, 8, 1, 1)
                        .constant("b", b, 5, 8, 1, 1)
                        .constant("row", row, 8, 1, 1)
                        .constant("two", new float[] {2})
                        .constant("low", new float[] {-20})
                        .constant("high", new float[] {20})
                        .constant("dense", dense, 8, 3)
                        .constant("shift", new float[] {1, -1, 2}, 3)
                        .node("left", "Conv", List.of("x", "a"))
                        .node("twice", "Mul", List.of("left", "two"))
                        .node("right", "Conv", List.of("x", "b"))
                        .node("leaky", "LeakyRelu", List.of("right"), real("alpha", 0.5f))
                        .node("both", "Concat", List.of("twice", "leaky"), whole("axis", 1))
                        .node("sum", "Add", List.of("both", "x"))
                        .node("scaled", "Mul", List.of("sum", "row"))
                        .node("cut", "Clip", List.of("scaled", "low", "high"))
                        .node("mean", "GlobalAveragePool", List.of("cut"))
                        .node("flat", "Flatten", List.of("mean"))
                        .node("product", "MatMul", List.of("flat", "dense"))
                        .node("y", "Add", List.of("product", "shift"))
                        .bytes(3);
        float[] wanted = new float[BATCH * 3];
        for (int image = 0; image < BATCH; image++) {
            double[] means = new double[8];
            for (int cell = 0; cell < cells; cell++) {
                for (int filter = 0; filter < 8; filter++) {
                    float sum = 0;
                    for (int c = 0; c < 8; c++) {
                        float weight = filter < 3 ? a[filter * 8 + c] : b[(filter - 3) * 8 + c];
                        sum += x[(image * 8 + c) * cells + cell] * weight;
                    }
                    float branch = filter < 3 ? 2 * sum : sum > 0 ? sum : sum / 2;
                    float added = branch + x[(image * 8 + filter) * cells + cell];
                    means[filter] +=
                            Math.max(-20, Math.min(20, added * row[filter])) / (double) cells;
                }
            }
            for (int unit = 0; unit < 3; unit++) {
                double sum = new double[] {1, -1, 2}[unit];
                for (int i = 0; i < 8; i++) {
                    sum += means[i] * dense[i * 3 + unit];
                }
                wanted[image * 3 + unit] = (float) sum;
            }
        }
        float[] came = computed(model, precision, x, 2, BATCH, 8, side, side);
        for (int i = 0; i < wanted.length; i++) {
            // Every number but the last is one that bfloat16 holds: the mean is of float32.
            assertThat(came[i]).isCloseTo(wanted[i], org.assertj.core.data.Offset.offset(1e-3f));
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void an_image_is_flattened_channels_first_and_softmax_is_of_float32(Precision precision) {
        float[] x = integers("x", 3 * 2 * 2);
        float[] w = integers("w", 4 * 12);
        byte[] model =
                new TinyGraph(3, 2, 2)
                        .constant("w", w, 4, 12)
                        .node("flat", "Flatten", List.of("x"), whole("axis", 1))
                        .node("logits", "Gemm", List.of("flat", "w"), whole("transB", 1))
                        .node("y", "Softmax", List.of("logits"))
                        .bytes(4);
        double[] wanted = new double[4];
        double all = 0;
        for (int unit = 0; unit < 4; unit++) {
            double sum = 0;
            for (int i = 0; i < 12; i++) {
                sum += x[i] * w[unit * 12 + i];
            }
            wanted[unit] = Math.exp(sum);
            all += wanted[unit];
        }
        float[] came = computed(model, precision, x, 1, 1, 3, 2, 2);
        for (int unit = 0; unit < 4; unit++) {
            assertThat((double) came[unit])
                    .isCloseTo(wanted[unit] / all, org.assertj.core.data.Offset.offset(1e-6));
        }
    }

    @Test
    void a_batch_normalisation_becomes_part_of_the_convolution_before_it() {
        float[] x = integers("x", 2 * 9);
        byte[] model =
                new TinyGraph(2, 3, 3)
                        .constant("w", integers("w", 4), 2, 2, 1, 1)
                        .constant("scale", new float[] {2, 4}, 2)
                        .constant("shift", new float[] {1, 3}, 2)
                        .constant("mean", new float[] {1, -1}, 2)
                        .constant("variance", new float[] {4, 16}, 2)
                        .node("conv", "Conv", List.of("x", "w"))
                        .node(
                                "y",
                                "BatchNormalization",
                                List.of("conv", "scale", "shift", "mean", "variance"),
                                real("epsilon", 0))
                        .bytes(2, 3, 3);
        NetGraph graph = GraphReader.read(model).fused();
        assertThat(graph.operators()).hasSize(1);
        float[] w = integers("w", 4);
        float[] came = computed(model, Precision.FLOAT32, x, 1, 1, 2, 3, 3);
        for (int i = 0; i < 18; i++) {
            int filter = i / 9;
            float sum = x[i % 9] * w[filter * 2] + x[9 + i % 9] * w[filter * 2 + 1];
            float wanted = filter == 0 ? sum - 1 + 1 : sum + 1 + 3;
            assertThat(came[i]).isCloseTo(wanted, org.assertj.core.data.Offset.offset(1e-5f));
        }
    }

    @Test
    void elu_is_right_in_bfloat16_and_refused_in_float32() {
        byte[] model =
                new TinyGraph(1, 1, 4)
                        .constant("w", new float[] {1}, 1, 1, 1, 1)
                        .node("conv", "Conv", List.of("x", "w"))
                        .node("y", "Elu", List.of("conv"), real("alpha", 1))
                        .bytes(1, 1, 4);
        float[] x = {-2, -0.5f, -0x1p-12f, 3};
        float[] came = computed(model, Precision.BFLOAT16, x, 1, 1, 1, 1, 4);
        for (int i = 0; i < x.length; i++) {
            double wanted = x[i] > 0 ? x[i] : Math.expm1(x[i]);
            assertThat((double) came[i])
                    .isCloseTo(
                            wanted,
                            org.assertj.core.data.Offset.offset(1e-7 + 0x1p-8 * Math.abs(wanted)));
        }
        assertThatThrownBy(() -> computed(model, Precision.FLOAT32, x, 1, 1, 1, 1, 4))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Elu in float32");
    }

    /** oneDNN would read beyond them. */
    @Test
    void fewer_weights_than_their_extents_say_are_refused() {
        byte[] model =
                new TinyGraph(5, 6, 6)
                        .constant("w", new float[3], 4, 5, 3, 3)
                        .node("y", "Conv", List.of("x", "w"))
                        .bytes(4, 4, 4);
        assertThatThrownBy(() -> GraphReader.read(model))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Conv, which has 3 weights for the extents [4, 5, 3, 3]");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {"HardSigmoid", "Softplus", "LRN", "Erf", "GlobalLpPool", "Transpose"})
    void an_unknown_operator_is_named(String operator) {
        byte[] model = new TinyGraph(3, 4, 4).node("y", operator, List.of("x")).bytes(3, 4, 4);
        assertThatThrownBy(() -> OneDnnCompiler.net(model, Precision.BFLOAT16, 1))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(operator)
                .hasMessageContaining("Received: ");
    }
}
