package dev.hearth.onnx;

// Above 400 lines, because each way in which others export a classifier is one model made here.

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.hearth.data.BadDataException;
import dev.hearth.inference.ForeignScorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Classifiers that others exported. */
@Timeout(120)
class ForeignModelTest {

    private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();
    private static final int LONG = TensorProto.DataType.INT64.getNumber();

    private static ValueInfoProto value(String name, long... extents) {
        ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
        var tensor = value.getTypeBuilder().getTensorTypeBuilder().setElemType(FLOAT);
        for (long extent : extents) {
            if (extent > 0) {
                tensor.getShapeBuilder().addDimBuilder().setDimValue(extent);
            } else {
                tensor.getShapeBuilder().addDimBuilder().setDimParam("n");
            }
        }
        return value.build();
    }

    private static NodeProto node(String operator, String out, String... in) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(List.of(in))
                .addOutput(out)
                .build();
    }

    private static NodeProto with(NodeProto node, String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder()
                        .setName(name)
                        .setType(AttributeProto.AttributeType.INTS);
        for (long each : values) {
            attribute.addInts(each);
        }
        return node.toBuilder().addAttribute(attribute).build();
    }

    /** The mean of each channel less five, and what comes between. */
    private static OnnxModel model(ValueInfoProto in, NodeProto... nodes) {
        GraphProto.Builder graph =
                GraphProto.newBuilder().setName("x").addInput(in).addOutput(value("y", 0, 3));
        for (NodeProto node : nodes) {
            graph.addNode(node);
            if (node.getInputList().contains("five")) {
                graph.addInitializer(
                        TensorProto.newBuilder()
                                .setName("five")
                                .setDataType(FLOAT)
                                .addFloatData(5));
            }
            if (node.getInputList().contains("pads")) {
                graph.addInitializer(
                        TensorProto.newBuilder()
                                .setName("pads")
                                .setDataType(LONG)
                                .addDims(8)
                                .addAllInt64Data(List.of(0L, 0L, 1L, 1L, 0L, 0L, 1L, 1L)));
            }
        }
        return new OnnxModel(
                ModelProto.newBuilder()
                        .setIrVersion(8)
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                        .setGraph(graph)
                        .build());
    }

    private static final NodeProto LESS = node("Sub", "less", "x", "five");
    private static final NodeProto MEAN = node("GlobalAveragePool", "mean", "z");
    private static final NodeProto FLAT = node("Flatten", "y", "mean");

    private static OnnxModel plain(long... extents) {
        return model(value("x", extents), LESS, node("Identity", "z", "less"), MEAN, FLAT);
    }

    /** Zeros around numbers below zero are the largest ones; ONNX Runtime's optimisations lose them. */
    private static OnnxModel padded() {
        return model(
                value("x", 0, 3, 8, 8),
                LESS,
                node("Pad", "wide", "less", "pads"),
                with(node("MaxPool", "z", "wide"), "kernel_shape", 3, 3),
                MEAN,
                FLAT);
    }

    private static float[] picture(int side) {
        float[] picture = new float[3 * side * side];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = i / (side * side);
        }
        return picture;
    }

    @Test
    void a_classifier_is_opened_in_a_process_of_its_own_and_computed_here() {
        List<String> told = new ArrayList<>();
        OnnxModel model = plain(0, 3, 8, 8);
        ForeignModel found = ForeignModel.probe(model, 0, 1, told::add);
        assertThat(found)
                .isEqualTo(new ForeignModel(Optimization.ALL_OPT, 3, 3, 8, false, false, false));
        assertThat(told).isEmpty();
        try (OnnxNet net = found.open(model, 1)) {
            assertThat(new ForeignScorer(net, found).logits(picture(8), 1))
                    .containsExactly(new float[] {-5, -4, -3}, within(1e-5f));
        }
    }

    @Test
    void where_optimisations_change_the_answers_a_lower_level_is_taken_and_said() {
        List<String> told = new ArrayList<>();
        OnnxModel model = padded();
        ForeignModel found = ForeignModel.probe(model, 0, 1, told::add);
        assertThat(found.level()).isEqualTo(Optimization.NO_OPT);
        assertThat(told).hasSize(1);
        assertThat(told.get(0))
                .startsWith("ONNX Runtime's optimisations change this model's answers by ")
                .endsWith("at the level NO_OPT, where they do not.");
        try (OnnxNet net = found.open(model, 1)) {
            float[] came = new ForeignScorer(net, found).logits(picture(8), 1);
            // Of 8 by 8 windows 28 touch the border of zeros.
            assertThat(came[0]).isCloseTo(-5 * 36 / 64f, within(1e-5f));
        }
    }

    /** A product with weights in 8 bits, 16 of a column with a scale of their own. */
    private static OnnxModel inEightBits() {
        GraphProto.Builder graph =
                GraphProto.newBuilder()
                        .setName("x")
                        .addInput(value("x", 0, 3, 8, 8))
                        .addOutput(value("y", 0, 4))
                        .addNode(node("Flatten", "flat", "x"))
                        .addNode(
                                node("DequantizeLinear", "w", "bytes", "scales").toBuilder()
                                        .addAttribute(whole("axis", 0))
                                        .addAttribute(whole("block_size", 16)))
                        .addNode(node("MatMul", "y", "flat", "w"));
        TensorProto.Builder bytes =
                TensorProto.newBuilder()
                        .setName("bytes")
                        .setDataType(TensorProto.DataType.INT8.getNumber())
                        .addDims(192)
                        .addDims(4);
        TensorProto.Builder scales =
                TensorProto.newBuilder()
                        .setName("scales")
                        .setDataType(FLOAT)
                        .addDims(12)
                        .addDims(4);
        for (int i = 0; i < 768; i++) {
            bytes.addInt32Data(i % 7 - 3);
        }
        for (int i = 0; i < 48; i++) {
            scales.addFloatData(1);
        }
        return new OnnxModel(
                ModelProto.newBuilder()
                        .setIrVersion(10)
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(21))
                        .setGraph(graph.addInitializer(bytes).addInitializer(scales))
                        .build());
    }

    private static AttributeProto whole(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    @Test
    void a_product_with_weights_in_8_bits_keeps_its_input_and_the_other_optimisations() {
        OnnxModel model = inEightBits();
        ForeignModel found = found(model, 0);
        assertThat(found.level()).isEqualTo(Optimization.ALL_OPT_FLOAT_INPUTS);
        float[] x = new float[192];
        // Rounded to 8 bits beside 300, each 1 is lost.
        Arrays.fill(x, 1);
        x[0] = 300;
        float[] wanted = new float[4];
        for (int i = 0; i < 768; i++) {
            wanted[i % 4] += (i % 7 - 3) * x[i / 4];
        }
        try (OnnxNet net = found.open(model, 1);
                OnnxNet usual = OnnxNet.open(model.bytes(), 1)) {
            assertThat(new ForeignScorer(net, found).logits(x, 1))
                    .containsExactly(wanted, within(1e-3f));
            assertThat(Arrays.equals(usual.apply(x, 1, 3, 8, 8), wanted)).isFalse();
        }
    }

    /** By default ONNX Runtime leaves the rounding to whole numbers out. */
    @Test
    void of_two_roundings_in_a_row_the_coarser_is_kept() {
        GraphProto.Builder graph =
                GraphProto.newBuilder()
                        .setName("x")
                        .addInput(value("x", 0, 3, 8, 8))
                        .addOutput(value("y", 0, 3))
                        .addNode(node("GlobalAveragePool", "mean", "x"));
        String before = "mean";
        for (String pair : List.of("whole", "fine")) {
            graph.addInitializer(
                    scalar(pair + "s", FLOAT).addFloatData(pair.equals("whole") ? 1 : 0.01f));
            graph.addInitializer(
                    scalar(pair + "z", TensorProto.DataType.UINT8.getNumber())
                            .addInt32Data(pair.equals("whole") ? 128 : 0));
            graph.addNode(node("QuantizeLinear", pair + "q", before, pair + "s", pair + "z"));
            graph.addNode(node("DequantizeLinear", pair, pair + "q", pair + "s", pair + "z"));
            before = pair;
        }
        graph.addNode(node("Flatten", "y", before));
        OnnxModel model =
                new OnnxModel(
                        ModelProto.newBuilder()
                                .setIrVersion(8)
                                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                                .setGraph(graph)
                                .build());
        ForeignModel found = found(model, 0);
        float[] x = picture(8);
        for (int i = 0; i < x.length; i++) {
            x[i] += 0.3f;
        }
        try (OnnxNet net = found.open(model, 1);
                OnnxNet usual = OnnxNet.open(model.bytes(), 1)) {
            assertThat(new ForeignScorer(net, found).logits(x, 1))
                    .containsExactly(new float[] {0, 1, 2}, within(1e-4f));
            assertThat(usual.apply(x, 1, 3, 8, 8))
                    .containsExactly(new float[] {0.3f, 1.3f, 2.3f}, within(0.006f));
        }
    }

    private static TensorProto.Builder scalar(String name, int type) {
        return TensorProto.newBuilder().setName(name).setDataType(type);
    }

    /** Ends itself as a native fault would, unless optimisations are off. */
    static final class Dying {

        private Dying() {}

        public static void main(String[] arguments) throws IOException {
            if (!arguments[2].equals("NO_OPT")) {
                Runtime.getRuntime().halt(134);
            }
            ForeignProbe.main(arguments);
        }
    }

    /** Ends itself always. */
    static final class Dead {

        private Dead() {}

        public static void main(String[] arguments) {
            Runtime.getRuntime().halt(139);
        }
    }

    @Test
    void a_model_that_ends_its_process_ends_no_other() {
        List<String> told = new ArrayList<>();
        OnnxModel model = plain(0, 3, 8, 8);
        assertThat(ForeignModel.probe(model, 0, 1, told::add, Dying.class).level())
                .isEqualTo(Optimization.NO_OPT);
        assertThat(told)
                .containsExactly(
                        "ONNX Runtime's optimisations end the process with this model; it is"
                                + " computed at the level NO_OPT.");
        assertThatThrownBy(() -> ForeignModel.probe(model, 0, 1, told::add, Dead.class))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("one that ends its process, with code 139, at every level");
    }

    private static ForeignModel found(OnnxModel model, int side) {
        return ForeignProbe.found(model, side, 1, Optimization.ALL_OPT).model();
    }

    @Test
    void one_at_a_time_channels_last_and_open_sides_are_seen() {
        ForeignModel alone = found(plain(1, 3, 8, 8), 0);
        assertThat(alone.isAlone()).isTrue();
        float[] two = new float[2 * 192];
        System.arraycopy(picture(8), 0, two, 192, 192);
        try (OnnxNet net = alone.open(plain(1, 3, 8, 8), 1)) {
            assertThat(new ForeignScorer(net, alone).logits(two, 2))
                    .containsExactly(new float[] {-5, -5, -5, -5, -4, -3}, within(1e-5f));
        }
        OnnxModel last =
                model(
                        value("x", 0, 8, 8, 3),
                        LESS,
                        with(node("Transpose", "z", "less"), "perm", 0, 3, 1, 2),
                        MEAN,
                        FLAT);
        ForeignModel turned = found(last, 0);
        assertThat(turned.isChannelsLast()).isTrue();
        try (OnnxNet net = turned.open(last, 1)) {
            assertThat(new ForeignScorer(net, turned).logits(picture(8), 1))
                    .containsExactly(new float[] {-5, -4, -3}, within(1e-5f));
        }
        assertThat(found(plain(0, 3, 0, 0), 12).side()).isEqualTo(12);
        OnnxModel shares =
                model(
                        value("x", 0, 3, 8, 8),
                        node("GlobalAveragePool", "mean", "x"),
                        node("Flatten", "flat", "mean"),
                        node("Softmax", "y", "flat"));
        assertThat(found(shares, 0).endsInSoftmax()).isTrue();
    }

    /** One scale over the whole batch: neighbours change each other's answers. */
    @Test
    void a_net_of_dynamic_eight_bits_is_given_one_picture_at_a_time() {
        OnnxModel dynamic =
                model(
                        value("x", 0, 3, 8, 8),
                        NodeProto.newBuilder()
                                .setOpType("DynamicQuantizeLinear")
                                .addInput("x")
                                .addOutput("q")
                                .addOutput("s")
                                .addOutput("zero")
                                .build(),
                        node("DequantizeLinear", "z", "q", "s", "zero"),
                        MEAN,
                        FLAT);
        ForeignModel found = found(dynamic, 0);
        assertThat(found.isAlone()).isTrue();
        float[] beside = Arrays.copyOf(picture(8), 2 * 192);
        beside[200] = 1e5f;
        try (OnnxNet net = found.open(dynamic, 1)) {
            ForeignScorer scorer = new ForeignScorer(net, found);
            assertThat(Arrays.copyOf(scorer.logits(beside, 2), 3))
                    .isEqualTo(scorer.logits(picture(8), 1));
        }
    }

    @Test
    void weights_may_stand_among_the_inputs_as_up_to_format_3() {
        OnnxModel model = plain(0, 3, 8, 8);
        GraphProto.Builder graph = model.proto().getGraph().toBuilder();
        graph.addInput(0, value("five"));
        OnnxModel early =
                new OnnxModel(model.proto().toBuilder().setIrVersion(3).setGraph(graph).build());
        ForeignModel found = found(early, 0);
        assertThat(found.side()).isEqualTo(8);
        try (OnnxNet net = found.open(early, 1)) {
            assertThat(new ForeignScorer(net, found).logits(picture(8), 1))
                    .containsExactly(new float[] {-5, -4, -3}, within(1e-5f));
        }
    }

    private static OnnxModel elsewhere(OnnxModel model, String... entries) {
        GraphProto.Builder graph = model.proto().getGraph().toBuilder();
        var five = graph.getInitializerBuilder(0).clearFloatData();
        five.setDataLocation(TensorProto.DataLocation.EXTERNAL);
        for (int i = 0; i < entries.length; i += 2) {
            five.addExternalDataBuilder().setKey(entries[i]).setValue(entries[i + 1]);
        }
        return new OnnxModel(model.proto().toBuilder().setGraph(graph).build());
    }

    @Test
    void weights_in_a_file_beside_are_read_and_none_from_elsewhere(@TempDir Path temp)
            throws IOException {
        Path folder = Files.createDirectory(temp.resolve("model"));
        Path file = folder.resolve("net.onnx");
        byte[] numbers = {9, 9, 0, 0, (byte) 0xA0, 0x40, 9};
        Files.write(folder.resolve("net.onnx.data"), numbers);
        Files.write(temp.resolve("outside"), numbers);
        OnnxModel plain = plain(0, 3, 8, 8);
        elsewhere(plain, "location", "net.onnx.data", "offset", "2", "length", "4").write(file);
        OnnxModel read = OnnxModel.read(file);
        try (OnnxNet net = found(read, 0).open(read, 1)) {
            assertThat(net.apply(picture(8), 1, 3, 8, 8))
                    .containsExactly(new float[] {-5, -4, -3}, within(1e-5f));
        }
        String[][] wrong = {
            {"location", "nowhere"},
            {"location", "../outside", "offset", "2", "length", "4"},
            {"location", temp.resolve("outside").toString(), "offset", "2", "length", "4"},
            {"location", "net.onnx.data", "offset", "2", "length", "6"},
            {"location", "net.onnx.data", "offset", "-1"},
            {"location", "net.onnx.data", "offset", "two"},
            {}
        };
        for (String[] entries : wrong) {
            elsewhere(plain, entries).write(file);
            assertThatThrownBy(() -> OnnxModel.read(file))
                    .as(List.of(entries).toString())
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining(". Received: ")
                    .hasMessageContaining("five");
        }
    }

    @Test
    void what_is_no_classifier_of_pictures_is_refused_in_three_parts() {
        for (long[] extents : new long[][] {{0, 48}, {2, 3, 8, 8}, {0, 4, 8, 8}, {0, 3, 8, 9}}) {
            assertThatThrownBy(() -> found(plain(extents), 0))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageStartingWith("A classifier of pictures takes squares, ");
        }
        assertThatThrownBy(() -> found(plain(0, 3, 0, 0), 0))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Name it with --side 224");
        assertThatThrownBy(() -> found(plain(0, 3, 8, 8), 9)).isInstanceOf(BadDataException.class);
        OnnxModel lost = model(value("x", 0, 3, 8, 8), node("Log", "z", "x"), MEAN, FLAT);
        assertThatThrownBy(() -> found(lost, 0)).isInstanceOf(NonFiniteOutputException.class);
        // What the other process says is said here.
        assertThatThrownBy(() -> ForeignModel.probe(lost, 0, 1, line -> {}))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(
                        "A net has to answer with finite numbers. Received: NaN at 0");
        OnnxModel unknown = model(value("x", 0, 3, 8, 8), node("Nothing", "y", "x"));
        assertThatThrownBy(() -> found(unknown, 0))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith("ONNX Runtime needs a model that it can compute");
    }
}
