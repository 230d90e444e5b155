package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.hearth.nn.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX graph that is being written: values are names, each given once. A name says where in the net
 * it was made; of equals, the later get a number behind it.
 */
final class Graph {

    /** What the graph calls the batch's extent, which is open. */
    static final String BATCH = "batch";

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Map<String, List<String>> joins = new HashMap<>();
    private final Map<String, Integer> given = new HashMap<>();

    private String fresh(String wanted) {
        int before = given.merge(wanted, 1, Integer::sum);
        return before == 1 ? wanted : fresh(wanted + "_" + before);
    }

    /** A value that comes from outside. */
    String input(String wanted, Shape shape) {
        String name = fresh(wanted);
        graph.addInput(value(name, shape));
        return name;
    }

    /** Names a value's shape as the graph's result. */
    void output(String name, Shape shape) {
        graph.addOutput(value(name, shape));
    }

    private static ValueInfoProto value(String name, Shape shape) {
        TensorShapeProto.Builder extents = TensorShapeProto.newBuilder();
        long[] batch = shape.batch(1);
        extents.addDimBuilder().setDimParam(BATCH);
        for (int i = 1; i < batch.length; i++) {
            extents.addDimBuilder().setDimValue(batch[i]);
        }
        TypeProto.Tensor tensor =
                TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(extents)
                        .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    /** Numbers that stand in the model, row-major. */
    String floats(String wanted, float[] values, long... extents) {
        ByteBuffer raw = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.length));
        raw.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
        return array(wanted, TensorProto.DataType.FLOAT, raw.array(), extents);
    }

    /** Whole numbers that stand in the model, in a row. */
    String longs(String wanted, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(Math.multiplyExact(Long.BYTES, values.length));
        raw.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
        return array(wanted, TensorProto.DataType.INT64, raw.array(), values.length);
    }

    private String array(String wanted, TensorProto.DataType type, byte[] raw, long... extents) {
        String name = fresh(wanted);
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        for (long extent : extents) {
            tensor.addDims(extent);
        }
        graph.addInitializer(tensor.setRawData(ByteString.copyFrom(raw)));
        return name;
    }

    /** An operator with one result, which bears its name. */
    String node(String wanted, String operator, List<String> in, AttributeProto... attributes) {
        return nodes(wanted, operator, in, 1, attributes).get(0);
    }

    /** An operator with several results. */
    List<String> nodes(
            String wanted,
            String operator,
            List<String> in,
            int results,
            AttributeProto... attributes) {
        String name = fresh(wanted);
        NodeProto.Builder node =
                NodeProto.newBuilder().setName(name).setOpType(operator).addAllInput(in);
        for (int i = 0; i < results; i++) {
            node.addOutput(results == 1 ? name : fresh(name + "." + i));
        }
        for (AttributeProto attribute : attributes) {
            node.addAttribute(attribute);
        }
        graph.addNode(node);
        return List.copyOf(node.getOutputList());
    }

    /** Joins values along dimension 1; what was joined before is not joined twice. */
    String join(String wanted, List<String> parts) {
        List<String> all = new ArrayList<>();
        parts.forEach(part -> all.addAll(joins.getOrDefault(part, List.of(part))));
        String joined = node(wanted, "Concat", all, Attribute.whole("axis", 1));
        joins.put(joined, all);
        return joined;
    }

    /** Leaves out joins whose result nobody takes. */
    private void tidy() {
        Set<String> taken = new HashSet<>();
        graph.getNodeList().forEach(node -> taken.addAll(node.getInputList()));
        graph.getOutputList().forEach(output -> taken.add(output.getName()));
        for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
            if (joins.containsKey(graph.getNode(i).getOutput(0))
                    && !taken.contains(graph.getNode(i).getOutput(0))) {
                graph.removeNode(i);
            }
        }
    }

    GraphProto named(String name) {
        tidy();
        return graph.setName(name).build();
    }
}
