package dev.hearth.onnx;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.softmax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.hearth.data.BadDataException;
import dev.hearth.nn.Model;
import dev.hearth.nn.Precision;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What answers wrongly is not written, and not opened. */
class ModelOpenerTest {

    private static final Shape IN = new Shape.Image(3, 8, 8);

    @TempDir private Path temp;

    private final List<String> said = new ArrayList<>();

    private ModelOpener opening() {
        return new ModelOpener(Optional.of(temp.resolve("models")), said::add);
    }

    private static Model net() {
        return Used.net(sequence(conv(4, 3), relu(), globalAvgPool(), linear(5)), IN);
    }

    private static OnnxModel model(Model net) {
        return OnnxModel.of("net", Folded.of(net.layer(), IN, net.arrays()), IN, Map.of());
    }

    /** The same graph with one of its arrays scaled. */
    private static OnnxModel bent(OnnxModel model, String array, float factor) {
        GraphProto.Builder graph = model.proto().getGraph().toBuilder();
        for (TensorProto.Builder each : graph.getInitializerBuilderList()) {
            if (each.getName().equals(array)) {
                byte[] raw = each.getRawData().toByteArray();
                var floats =
                        java.nio.ByteBuffer.wrap(raw)
                                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                                .asFloatBuffer();
                for (int i = 0; i < floats.limit(); i++) {
                    floats.put(i, floats.get(i) * factor);
                }
                each.setRawData(ByteString.copyFrom(raw));
            }
        }
        ModelProto proto = model.proto().toBuilder().setGraph(graph).build();
        return new OnnxModel(proto);
    }

    @Test
    void a_right_graph_is_opened_and_remembered() throws IOException {
        try (var room = Scope.open()) {
            Model net = net();
            OnnxModel model = model(net).with(SelfTest.of(net, SelfTest.FLOATS));
            opening().open(model, 1).close();
            opening().open(model, 2).close();
            assertThat(said).isEmpty();
            try (Stream<Path> notes = Files.list(temp.resolve("models"))) {
                assertThat(notes).hasSize(2).allSatisfy(f -> assertThat(f).hasContent("ALL_OPT"));
            }
            // What is remembered is not asked again.
            try (OnnxNet twin = opening().open(model, 1, ModelOpenerTest::never)) {
                float[] came = twin.apply(Used.values(IN, 2), IN.batch(2));
                Used.assertClose(came, Used.outputs(net, 2), 1e-5);
            }
            assertThatThrownBy(() -> opening().open(model, 3, ModelOpenerTest::never))
                    .isInstanceOf(AssertionError.class);
        }
    }

    private static Optional<SelfTest> never() {
        throw new AssertionError("asked");
    }

    /** A run in bfloat16 is exported, too: its graph is compared with what its weights are in float32. */
    @Test
    void a_net_that_computes_in_bfloat16_is_opened_in_float32() {
        try (var room = Scope.open()) {
            Model exact =
                    Used.net(
                            sequence(
                                    conv(256, 3),
                                    relu(),
                                    conv(128, 3),
                                    relu(),
                                    globalAvgPool(),
                                    linear(5)),
                            IN);
            Model net = exact.computingIn(Precision.BFLOAT16);
            float[] rounded = Used.outputs(net, 2);
            assertThat(SelfTest.error(rounded, Used.outputs(exact, 2))).isGreaterThan(1e-4);
            assertThat(SelfTest.of(net, SelfTest.FLOATS))
                    .isEqualTo(SelfTest.of(exact, SelfTest.FLOATS));
            opening().open(model(net).with(SelfTest.of(net, SelfTest.FLOATS)), 1).close();
            assertThat(said).isEmpty();
        }
    }

    @Test
    void a_wrong_graph_is_refused_with_the_figures_and_nothing_is_remembered() {
        try (var room = Scope.open()) {
            Model net = net();
            OnnxModel wrong =
                    bent(model(net), "3.weight", 1.01f).with(SelfTest.of(net, SelfTest.FLOATS));
            assertThatThrownBy(() -> opening().open(wrong, 1))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageMatching(
                            "A graph has to answer as its net does, within 0.0010 of the answer's"
                                    + " norm\\. Received: an error of 0\\.0\\d+ on this processor,"
                                    + " 0\\.0\\d+ without optimisations\\. Use libtorch.*");
            assertThat(temp.resolve("models")).doesNotExist();
            assertThat(said).isEmpty();
        }
    }

    /**
     * ONNX Runtime 1.29 takes a Transpose that changes nothing, in front of a Gemm, for one that
     * exchanges the two dimensions, unless its optimisations are off.
     */
    @Test
    void what_optimisations_make_wrong_is_opened_without_and_said() throws IOException {
        try (var room = Scope.open()) {
            Shape two = new Shape.Vector(2);
            Model net = Used.net(linear(3), two);
            Folded folded = Folded.of(net.layer(), two, net.arrays());
            OnnxModel right = OnnxModel.of("net", folded, two, Map.of());
            GraphProto.Builder graph = right.proto().getGraph().toBuilder();
            graph.getNodeBuilder(0).setInput(0, "same");
            graph.addNode(
                    0,
                    NodeProto.newBuilder()
                            .setOpType("Transpose")
                            .addInput(OnnxModel.INPUT)
                            .addOutput("same")
                            .addAttribute(OnnxAttribute.integers("perm", 0, 1).proto()));
            ModelProto proto = right.proto().toBuilder().setGraph(graph).build();
            OnnxModel model = new OnnxModel(proto).with(SelfTest.of(net, SelfTest.FLOATS));
            for (int opened = 0; opened < 2; opened++) {
                try (OnnxNet twin = opening().open(model, 1)) {
                    float[] came = twin.apply(Used.values(two, 2), 2, 2);
                    Used.assertClose(came, Used.outputs(net, 2), 1e-5);
                }
            }
            assertThat(said)
                    .singleElement()
                    .asString()
                    .matches(
                            "ONNX Runtime's optimisations make this model wrong by [0-9.]+ on this"
                                    + " processor \\(0\\.0010 is allowed\\); it is computed without"
                                    + " them, more slowly\\.");
            try (Stream<Path> notes = Files.list(temp.resolve("models"))) {
                assertThat(notes)
                        .singleElement()
                        .satisfies(f -> assertThat(f).hasContent("NO_OPT"));
            }
        }
    }

    @Test
    void a_model_without_a_test_is_opened_as_it_is() {
        try (var room = Scope.open()) {
            OnnxModel model = model(net());
            opening().open(model, 1).close();
            assertThat(temp.resolve("models")).doesNotExist();
            assertThatThrownBy(
                            () ->
                                    SelfTest.of(
                                            new OnnxModel(
                                                    model.proto().toBuilder()
                                                            .addMetadataProps(
                                                                    ai.onnx.proto.OnnxMl
                                                                            .StringStringEntryProto
                                                                            .newBuilder()
                                                                            .setKey(
                                                                                    "hearth.selfTest")
                                                                            .setValue("{}"))
                                                            .build())))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageStartingWith("A model's metadata hearth.selfTest hold the expected");
        }
    }

    @Test
    void numbers_that_are_not_finite_are_neither_written_nor_read() {
        try (var room = Scope.open()) {
            Model net = net();
            OnnxModel infinite = bent(model(net), "3.bias", Float.POSITIVE_INFINITY);
            Path file = temp.resolve("infinite.onnx");
            infinite.write(file);
            assertThatThrownBy(() -> OnnxModel.read(file))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageMatching(
                            "A model's weights are finite numbers\\. Received: -?(Infinity|NaN) at 0"
                                    + " of 3\\.bias\\..*");
            ModelProto.Builder typed = model(net).proto().toBuilder();
            typed.getGraphBuilder()
                    .addInitializer(
                            TensorProto.newBuilder()
                                    .setName("more")
                                    .setDataType(TensorProto.DataType.FLOAT.getNumber())
                                    .addDims(2)
                                    .addFloatData(1)
                                    .addFloatData(Float.NaN));
            new OnnxModel(typed.build()).write(file);
            assertThatThrownBy(() -> OnnxModel.read(file))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("Received: NaN at 1 of more.");
            try (var quiet = NoGrad.open()) {
                net.parameters().value("0.weight").fillInPlace(1e30);
                net.parameters().value("3.weight").fillInPlace(1e30);
            }
            assertThatThrownBy(() -> SelfTest.of(net, SelfTest.FLOATS))
                    .isInstanceOf(NonFiniteOutputException.class)
                    .hasMessageStartingWith("A net has to answer with finite numbers. Received: ");
            try (var quiet = NoGrad.open()) {
                net.parameters().value("0.weight").fillInPlace(Double.NaN);
            }
            assertThatThrownBy(() -> model(net))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("NaN at 0 of 0.weight");
        }
    }

    @Test
    void a_model_says_whether_it_ends_in_a_softmax() {
        try (var room = Scope.open()) {
            assertThat(model(net()).endsInSoftmax()).isFalse();
            Model shares = Used.net(sequence(globalAvgPool(), linear(5), softmax()), IN);
            OnnxModel model = model(shares);
            assertThat(model.endsInSoftmax()).isTrue();
            try (Calibration calibration = Calibration.of(model, 1, 1)) {
                calibration.observe(Used.values(IN, 2), IN.batch(2));
                assertThat(calibration.quantized().endsInSoftmax()).isTrue();
            }
        }
    }
}
