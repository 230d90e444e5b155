package dev.hearth.onnx;

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

/** An ONNX graph that is being written. Where a wanted name is taken, a number is appended. */
final class Graph {

    /** What the graph calls the batch's extent, which is open. */
    static final String BATCH = "batch";

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Map<String, List<String>> concats = new HashMap<>();
    private final Map<String, Integer> given = new HashMap<>();
    private final Set<String> values = new HashSet<>();

    private String fresh(String wanted) {
        int before = given.merge(wanted, 1, Integer::sum);
        return before == 1 ? wanted : fresh(wanted + "_" + before);
    }

    boolean isValue(String name) {
        return values.contains(name);
    }

    String input(String wanted, Shape shape) {
        String name = fresh(wanted);
        graph.addInput(value(name, shape));
        values.add(name);
        return name;
    }

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

    /** Constants, row-major. */
    String floats(String wanted, float[] values, long... extents) {
        ByteBuffer raw = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.length));
        raw.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
        return array(wanted, TensorProto.DataType.FLOAT, raw, extents);
    }

    /** Constants, a list. */
    String longs(String wanted, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(Math.multiplyExact(Long.BYTES, values.length));
        raw.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
        return array(wanted, TensorProto.DataType.INT64, raw, values.length);
    }

    private String array(
            String wanted, TensorProto.DataType type, ByteBuffer raw, long... extents) {
        String name = fresh(wanted);
        graph.addInitializer(initializer(name, type, raw, extents));
        values.add(name);
        return name;
    }

    /** The content of a little-endian buffer as a constant. */
    static TensorProto initializer(
            String name, TensorProto.DataType type, ByteBuffer raw, long... extents) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        for (long extent : extents) {
            tensor.addDims(extent);
        }
        return tensor.setRawData(ByteString.copyFrom(raw.array())).build();
    }

    /** An operator with one output, which has the operator's name. */
    String node(String wanted, String operator, List<String> in, OnnxAttribute... attributes) {
        return nodes(wanted, operator, in, 1, attributes).get(0);
    }

    List<String> nodes(
            String wanted,
            String operator,
            List<String> in,
            int outputs,
            OnnxAttribute... attributes) {
        String name = fresh(wanted);
        NodeProto.Builder node =
                NodeProto.newBuilder().setName(name).setOpType(operator).addAllInput(in);
        for (int i = 0; i < outputs; i++) {
            node.addOutput(outputs == 1 ? name : fresh(name + "." + i));
        }
        for (OnnxAttribute attribute : attributes) {
            node.addAttribute(attribute.proto());
        }
        graph.addNode(node);
        values.addAll(node.getOutputList());
        return List.copyOf(node.getOutputList());
    }

    /** Concatenates along dimension 1; the parts of a part that is a concatenation take its place. */
    String concat(String wanted, List<String> parts) {
        List<String> all = new ArrayList<>();
        parts.forEach(part -> all.addAll(concats.getOrDefault(part, List.of(part))));
        String joined = node(wanted, "Concat", all, OnnxAttribute.integer("axis", 1));
        concats.put(joined, all);
        return joined;
    }

    private void removeUnusedConcats() {
        Set<String> used = new HashSet<>();
        graph.getNodeList().forEach(node -> used.addAll(node.getInputList()));
        graph.getOutputList().forEach(output -> used.add(output.getName()));
        for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
            String output = graph.getNode(i).getOutput(0);
            if (concats.containsKey(output) && !used.contains(output)) {
                graph.removeNode(i);
            }
        }
    }

    GraphProto named(String name) {
        removeUnusedConcats();
        return graph.setName(name).build();
    }
}
