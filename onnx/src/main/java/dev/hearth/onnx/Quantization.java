package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says a graph in eight bits: values that convolutions, fully connected layers, pools, joins and sums
 * take and give are unsigned, each with a scale and a zero of its own; weights are signed, with a scale
 * for each unit; biases are of 32 bits. Written as pairs of {@code QuantizeLinear} and {@code
 * DequantizeLinear}, which ONNX Runtime makes integer operators of, and which other runtimes can take at
 * their word. A rectifier behind such an operator goes where the value's zero is 0, the least of unsigned
 * numbers, since cutting then rectifies.
 */
final class Quantization {

    private static final Set<String> SUMS = Set.of("Conv", "Gemm");
    private static final Set<String> OTHERS =
            Set.of(
                    "MaxPool",
                    "AveragePool",
                    "GlobalAveragePool",
                    "Concat",
                    "Add",
                    "Relu",
                    "Flatten");

    /**
     * Seven bits' worth: without VNNI, processors add pairs of products in 16 bits, and 255·64·2 still
     * fits.
     */
    private static final int WEIGHTS = 64;

    /** A quarter of what 32 bits hold with a sign; as much is left for the products, and more. */
    private static final double BIASES = 1 << 30;

    private final GraphProto before;
    private final Map<String, ValueRange> ranges;
    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Map<String, TensorProto> arrays = new HashMap<>();
    private final Map<String, List<NodeProto>> takers = new HashMap<>();
    private final Map<String, String> pairs = new HashMap<>();
    private final Set<String> stored = new HashSet<>();
    private int reads;

    private Quantization(GraphProto before, Map<String, ValueRange> ranges) {
        this.before = before;
        this.ranges = new HashMap<>(ranges);
        before.getInitializerList().forEach(array -> arrays.put(array.getName(), array));
        for (NodeProto node : before.getNodeList()) {
            for (String in : node.getInputList()) {
                takers.computeIfAbsent(in, name -> new ArrayList<>()).add(node);
            }
        }
    }

    static OnnxModel of(OnnxModel model, Map<String, ValueRange> ranges) {
        Quantization work = new Quantization(model.proto().getGraph(), ranges);
        return new OnnxModel(model.proto().toBuilder().setGraph(work.written()).build());
    }

    private GraphProto written() {
        graph.setName(before.getName());
        graph.addAllInput(before.getInputList());
        graph.addAllOutput(before.getOutputList());
        agree();
        for (NodeProto node : before.getNodeList()) {
            write(node);
        }
        return graph.build();
    }

    /**
     * What is joined gets the range of the join, so that joining copies bytes; so does a maximum. Not
     * what is rectified, where the join goes below zero: its own cut is the rectifier.
     */
    private void agree() {
        Set<String> sums = new HashSet<>();
        Set<String> rectified = new HashSet<>();
        for (NodeProto node : before.getNodeList()) {
            if (SUMS.contains(node.getOpType())) {
                sums.add(node.getOutput(0));
            }
            if (node.getOpType().equals("Relu") && sums.contains(node.getInput(0))) {
                sums.add(node.getOutput(0));
                rectified.add(node.getOutput(0));
            }
        }
        for (NodeProto node : before.getNodeList()) {
            String out = node.getOutput(0);
            if (node.getOpType().equals("MaxPool") || node.getOpType().equals("Flatten")) {
                ranges.put(out, ranges.get(node.getInput(0)));
            }
            if (node.getOpType().equals("Concat")) {
                ValueRange all = ranges.get(out);
                for (String in : node.getInputList()) {
                    all = all.with(ranges.get(in));
                }
                ranges.put(out, all);
                for (String in : node.getInputList()) {
                    if (sums.contains(in) && !(rectified.contains(in) && all.zero() > 0)) {
                        ranges.put(in, all);
                    }
                }
            }
        }
    }

    private void write(NodeProto node) {
        boolean sum = SUMS.contains(node.getOpType()) && arrays.containsKey(node.getInput(1));
        boolean other =
                OTHERS.contains(node.getOpType())
                        && node.getInputList().stream().noneMatch(arrays::containsKey);
        if (!sum && !other) {
            NodeProto.Builder same = node.toBuilder();
            for (int i = 0; i < node.getInputCount(); i++) {
                same.setInput(i, plain(node.getInput(i)));
            }
            graph.addNode(same);
            return;
        }
        if (node.getOpType().equals("Relu") && pairs.containsKey(node.getOutput(0))) {
            return;
        }
        NodeProto.Builder eight = node.toBuilder();
        for (int i = 0; i < node.getInputCount(); i++) {
            eight.setInput(i, sum && i > 0 ? weight(node, i) : dequantized(node.getInput(i)));
        }
        List<NodeProto> next = takers.getOrDefault(node.getOutput(0), List.of());
        boolean rectified =
                next.size() == 1
                        && next.get(0).getOpType().equals("Relu")
                        && !node.getOpType().equals("Relu")
                        && ranges.get(next.get(0).getOutput(0)).zero() == 0;
        String value = rectified ? next.get(0).getOutput(0) : node.getOutput(0);
        if (next.stream().allMatch(taker -> taker.getOpType().equals("Identity"))) {
            graph.addNode(eight);
            return;
        }
        eight.setOutput(0, value + "_f");
        graph.addNode(eight);
        quantize(value + "_f", value);
    }

    /** A value as it flows: what was quantised is read back. */
    private String plain(String name) {
        return pairs.containsKey(name) ? dequantized(name) : stored(name);
    }

    private String stored(String name) {
        if (arrays.containsKey(name) && stored.add(name)) {
            graph.addInitializer(arrays.get(name));
        }
        return name;
    }

    private void quantize(String from, String value) {
        ValueRange range = ranges.get(value);
        String scale = scalar(value + "_scale", range.scale());
        String zero =
                bytes(
                        value + "_zero",
                        TensorProto.DataType.UINT8,
                        new byte[] {(byte) range.zero()});
        graph.addNode(
                NodeProto.newBuilder()
                        .setName(value + "_q")
                        .setOpType("QuantizeLinear")
                        .addInput(from)
                        .addInput(scale)
                        .addInput(zero)
                        .addOutput(value + "_q"));
        pairs.put(value, value + "_q");
    }

    /** Each taker reads back for itself, as the fusions of ONNX Runtime want it. */
    private String dequantized(String value) {
        if (!pairs.containsKey(value)) {
            quantize(stored(value), value);
        }
        String name = value + "_d" + reads++;
        graph.addNode(
                NodeProto.newBuilder()
                        .setName(name)
                        .setOpType("DequantizeLinear")
                        .addInput(pairs.get(value))
                        .addInput(value + "_scale")
                        .addInput(value + "_zero")
                        .addOutput(name));
        return name;
    }

    private String scalar(String name, float value) {
        ByteBuffer raw = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.putFloat(value);
        graph.addInitializer(
                TensorProto.newBuilder()
                        .setName(name)
                        .setDataType(TensorProto.DataType.FLOAT.getNumber())
                        .setRawData(ByteString.copyFrom(raw.array())));
        return name;
    }

    private String bytes(String name, TensorProto.DataType type, byte[] value) {
        graph.addInitializer(
                TensorProto.newBuilder()
                        .setName(name)
                        .setDataType(type.getNumber())
                        .setRawData(ByteString.copyFrom(value)));
        return name;
    }

    private String weight(NodeProto node, int input) {
        TensorProto array = arrays.get(node.getInput(input));
        FloatBuffer values = numbers(array);
        float x = ranges.get(node.getInput(0)).scale();
        float[] scales = scales(node, x);
        int units = scales.length;
        int each = values.remaining() / units;
        boolean bias = input == 2;
        ByteBuffer raw =
                ByteBuffer.allocate(values.remaining() * (bias ? Integer.BYTES : 1))
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.limit(); i++) {
            float scale = scales[i / each];
            if (bias) {
                raw.putInt((int) Math.rint(values.get(i) / ((double) scale * x)));
            } else {
                raw.put((byte) Math.round(values.get(i) / scale));
            }
        }
        TensorProto.DataType type = bias ? TensorProto.DataType.INT32 : TensorProto.DataType.INT8;
        String name = node.getInput(input);
        graph.addInitializer(
                TensorProto.newBuilder()
                        .setName(name + "_q")
                        .setDataType(type.getNumber())
                        .addAllDims(array.getDimsList())
                        .setRawData(ByteString.copyFrom(raw.array())));
        ByteBuffer factors =
                ByteBuffer.allocate(units * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float scale : scales) {
            factors.putFloat(bias ? scale * x : scale);
        }
        graph.addInitializer(
                TensorProto.newBuilder()
                        .setName(name + "_scale")
                        .setDataType(TensorProto.DataType.FLOAT.getNumber())
                        .addDims(units)
                        .setRawData(ByteString.copyFrom(factors.array())));
        graph.addInitializer(
                TensorProto.newBuilder()
                        .setName(name + "_zero")
                        .setDataType(type.getNumber())
                        .addDims(units)
                        .setRawData(
                                ByteString.copyFrom(new byte[units * (bias ? Integer.BYTES : 1)])));
        NodeProto.Builder read =
                NodeProto.newBuilder()
                        .setName(name + "_d")
                        .setOpType("DequantizeLinear")
                        .addInput(name + "_q")
                        .addInput(name + "_scale")
                        .addInput(name + "_zero")
                        .addOutput(name + "_d")
                        .addAttribute(OnnxAttribute.integer("axis", 0).proto());
        graph.addNode(read);
        return name + "_d";
    }

    /**
     * By unit: the largest weight is the largest number, unless the bias, whose scale is the product of
     * this and the input's, would not fit its 32 bits.
     */
    private float[] scales(NodeProto node, float x) {
        TensorProto weight = arrays.get(node.getInput(1));
        FloatBuffer values = numbers(weight);
        float[] scales = new float[Math.toIntExact(weight.getDims(0))];
        int each = values.remaining() / scales.length;
        for (int i = 0; i < values.limit(); i++) {
            scales[i / each] = Math.max(scales[i / each], Math.abs(values.get(i)) / WEIGHTS);
        }
        for (int i = 0; node.getInputCount() > 2 && i < scales.length; i++) {
            double bias = Math.abs(numbers(arrays.get(node.getInput(2))).get(i));
            scales[i] = Math.max(scales[i], (float) (bias / BIASES / x));
        }
        for (int i = 0; i < scales.length; i++) {
            scales[i] = scales[i] == 0 ? 1 : scales[i];
        }
        return scales;
    }

    private static FloatBuffer numbers(TensorProto array) {
        return array.getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
    }
}
