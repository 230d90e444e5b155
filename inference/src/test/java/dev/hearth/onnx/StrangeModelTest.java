package dev.hearth.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.hearth.data.BadDataException;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.inference.OnnxLogitModel;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Models that others made, or spoilt. */
class StrangeModelTest {

    private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();
    private static final int LONG = TensorProto.DataType.INT64.getNumber();

    private static ValueInfoProto value(String name, int type) {
        ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
        value.getTypeBuilder().getTensorTypeBuilder().setElemType(type);
        return value.build();
    }

    /** An operator over x, declared as it says. */
    private static ModelProto.Builder model(String operator, int in, int out) {
        ModelProto.Builder model =
                ModelProto.newBuilder()
                        .setIrVersion(8)
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17));
        model.getGraphBuilder()
                .setName("x")
                .addInput(value("x", in))
                .addOutput(value("y", out))
                .addNode(NodeProto.newBuilder().setOpType(operator).addInput("x").addOutput("y"));
        return model;
    }

    private static void refused(ModelProto.Builder model, String came) {
        byte[] bytes = model.build().toByteArray();
        assertThatThrownBy(() -> OnnxNet.open(bytes, 1).close())
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("ONNX Runtime needs a model ")
                .hasMessageContaining(". Received: " + came);
    }

    @Test
    void whole_numbers_and_several_inputs_are_refused() {
        OnnxNet.open(model("Identity", FLOAT, FLOAT).build().toByteArray(), 1).close();
        refused(model("Identity", LONG, LONG), "1 inputs and 1 outputs: ");
        refused(model("Shape", FLOAT, LONG), "1 inputs and 1 outputs: ");
        ModelProto.Builder two = model("Identity", FLOAT, FLOAT);
        two.getGraphBuilder().addInput(value("z", FLOAT));
        refused(two, "2 inputs and 1 outputs: ");
    }

    @Test
    void a_model_without_an_input_is_refused() {
        ModelProto.Builder none = model("Identity", FLOAT, FLOAT);
        none.getGraphBuilder().clearInput();
        none.getGraphBuilder()
                .addInitializer(
                        TensorProto.newBuilder()
                                .setName("x")
                                .setDataType(FLOAT)
                                .addDims(1)
                                .addFloatData(1));
        refused(none, "0 inputs and 1 outputs: ");
    }

    @Test
    void another_count_of_answers_than_classes_is_refused() {
        InputSpec view = new InputSpec(1, 2, 1, Interpolation.BICUBIC, 0.5, 0.5);
        byte[] bytes = model("Identity", FLOAT, FLOAT).build().toByteArray();
        try (OnnxNet net = OnnxNet.open(bytes, 1)) {
            float[] squares = {1, 2, 3, 4};
            assertThat(new OnnxLogitModel(net, view, false, 4).logits(squares, 1))
                    .containsExactly(squares);
            assertThatThrownBy(() -> new OnnxLogitModel(net, view, false, 3).logits(squares, 1))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("Received: 4 numbers for 1 pictures.");
        }
    }

    @Test
    void a_view_of_four_hundred_million_pixels_is_refused() {
        assertThatThrownBy(
                        () ->
                                ImageModelMetadata.of(
                                        Map.of(
                                                "hearth.model",
                                                "x",
                                                "hearth.view",
                                                "{\"channels\":1,\"side\":20000,\"fraction\":1,"
                                                        + "\"kernel\":\"BICUBIC\",\"mean\":0.5,"
                                                        + "\"deviation\":0.5}",
                                                "hearth.classes",
                                                "[\"a\"]")))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(". Received: ");
    }
}
