package dev.hearth.onednn;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.stream.LongStream;

/** Writes small ONNX graphs, node by node; a node's output has the node's name. */
final class TinyGraph {

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");

    TinyGraph(long... in) {
        graph.addInput(value("x", in));
    }

    private static ValueInfoProto value(String name, long... extents) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDimBuilder().setDimParam("batch");
        for (long extent : extents) {
            shape.addDimBuilder().setDimValue(extent);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(
                        TypeProto.newBuilder()
                                .setTensorType(
                                        TypeProto.Tensor.newBuilder()
                                                .setElemType(1)
                                                .setShape(shape)))
                .build();
    }

    TinyGraph constant(String name, float[] values, long... extents) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(1);
        LongStream.of(extents).forEach(tensor::addDims);
        for (float each : values) {
            tensor.addFloatData(each);
        }
        graph.addInitializer(tensor);
        return this;
    }

    /** Whole numbers, such as extents. */
    TinyGraph extents(String name, long... values) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(7).addDims(values.length);
        LongStream.of(values).forEach(tensor::addInt64Data);
        graph.addInitializer(tensor);
        return this;
    }

    /** A node with several outputs. */
    TinyGraph node(List<String> out, String operator, List<String> in, AttributeProto... all) {
        graph.addNode(
                NodeProto.newBuilder()
                        .setName(operator)
                        .setOpType(operator)
                        .addAllInput(in)
                        .addAllOutput(out)
                        .addAllAttribute(List.of(all)));
        return this;
    }

    TinyGraph node(String name, String operator, List<String> in, AttributeProto... attributes) {
        graph.addNode(
                NodeProto.newBuilder()
                        .setName(name)
                        .setOpType(operator)
                        .addAllInput(in)
                        .addOutput(name)
                        .addAllAttribute(List.of(attributes)));
        return this;
    }

    static AttributeProto longs(String name, long... values) {
        AttributeProto.Builder made =
                AttributeProto.newBuilder()
                        .setName(name)
                        .setType(AttributeProto.AttributeType.INTS);
        LongStream.of(values).forEach(made::addInts);
        return made.build();
    }

    static AttributeProto whole(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    /** The file's content, with the last node as the output. */
    byte[] bytes(long... out) {
        String last = graph.getNode(graph.getNodeCount() - 1).getOutput(0);
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph.clone().addOutput(value(last, out)))
                .build()
                .toByteArray();
    }
}
