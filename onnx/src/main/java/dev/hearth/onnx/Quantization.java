package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
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
 * Post-training quantisation to 8 bits. Activations of convolutions, fully connected layers, maximum pools, means
 * over whole maps, concatenations and additions are unsigned, each with a scale and a zero point; weights are signed,
 * with a scale for each unit; biases have 32 bits. The graph holds pairs of {@code QuantizeLinear} and
 * {@code DequantizeLinear}, which ONNX Runtime fuses into integer operators and other runtimes can
 * compute literally. A ReLU behind a quantised operator is left out where the activation's zero point
 * is 0: clamping to 0 … 255 is the ReLU then.
 *
 * <p>Means over windows stay in float32: ONNX Runtime's in 8 bits take longer than its convolutions. It makes 8 bits of
 * any operator between a {@code DequantizeLinear} and a {@code QuantizeLinear}, so such a mean is doubled, and quantised by
 * twice its scale: the numbers are the same.
 */
final class Quantization {

    private static final String MEAN = "AveragePool";
    private static final String TWO = "two";
    private static final Set<String> WEIGHTED = Set.of("Conv", "Gemm");
    private static final Set<String> UNWEIGHTED =
            Set.of("MaxPool", MEAN, "GlobalAveragePool", "Concat", "Add", "Relu", "Flatten");

    /**
     * The largest quantised weight: seven bits. Without VNNI, processors add pairs of products in 16
     * bits, and 255·64·2 still fits.
     */
    private static final int WEIGHT_MAX = 64;

    /** The largest quantised bias: a quarter of 32 bits, so that the products have room beside it. */
    private static final double BIAS_MAX = 1 << 30;

    private final GraphProto before;
    private final Map<String, ValueRange> ranges;
    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Map<String, TensorProto> arrays = new HashMap<>();
    private final Map<String, List<NodeProto>> consumers = new HashMap<>();
    private final Set<String> quantized = new HashSet<>();
    private final Set<String> stored = new HashSet<>();
    private final Set<String> inFloats;
    private int reads;

    private Quantization(GraphProto before, Map<String, ValueRange> ranges, Set<String> inFloats) {
        this.before = before;
        this.inFloats = inFloats;
        this.ranges = new HashMap<>(ranges);
        before.getInitializerList().forEach(array -> arrays.put(array.getName(), array));
        for (NodeProto node : before.getNodeList()) {
            for (String input : node.getInputList()) {
                consumers.computeIfAbsent(input, name -> new ArrayList<>()).add(node);
            }
        }
    }

    static OnnxModel of(OnnxModel model, Map<String, ValueRange> ranges) {
        return of(model, ranges, Set.of(MEAN));
    }

    /**
     * Quantises a model.
     *
     * @param inFloats types of operators that have 8 bits only before and behind them
     */
    static OnnxModel of(OnnxModel model, Map<String, ValueRange> ranges, Set<String> inFloats) {
        GraphProto graph = new Quantization(model.proto().getGraph(), ranges, inFloats).quantize();
        return new OnnxModel(model.proto().toBuilder().setGraph(graph).build());
    }

    private GraphProto quantize() {
        graph.setName(before.getName());
        graph.addAllInput(before.getInputList());
        graph.addAllOutput(before.getOutputList());
        shareRanges();
        before.getNodeList().forEach(this::write);
        return graph.build();
    }

    /**
     * The inputs of a concatenation get its range, so that it copies bytes; so does the output of a
     * maximum. Not a rectified input, where the concatenation goes below 0: clamping is its ReLU.
     */
    private void shareRanges() {
        Set<String> weighted = new HashSet<>();
        Set<String> rectified = new HashSet<>();
        for (NodeProto node : before.getNodeList()) {
            if (WEIGHTED.contains(node.getOpType())) {
                weighted.add(node.getOutput(0));
            }
            if (isRelu(node) && weighted.contains(node.getInput(0))) {
                weighted.add(node.getOutput(0));
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
                for (String input : node.getInputList()) {
                    all = all.with(ranges.get(input));
                }
                ranges.put(out, all);
                for (String input : node.getInputList()) {
                    if (weighted.contains(input)
                            && !(rectified.contains(input) && all.zero() > 0)) {
                        ranges.put(input, all);
                    }
                }
            }
        }
    }

    private static boolean isRelu(NodeProto node) {
        return node.getOpType().equals("Relu");
    }

    private void write(NodeProto node) {
        boolean weighted =
                WEIGHTED.contains(node.getOpType()) && arrays.containsKey(node.getInput(1));
        boolean unweighted =
                UNWEIGHTED.contains(node.getOpType())
                        && node.getInputList().stream().noneMatch(arrays::containsKey);
        NodeProto.Builder copy = node.toBuilder();
        if (!weighted && !unweighted) {
            for (int i = 0; i < node.getInputCount(); i++) {
                String input = node.getInput(i);
                copy.setInput(i, quantized.contains(input) ? dequantized(input) : stored(input));
            }
            graph.addNode(copy);
            return;
        }
        if (isRelu(node) && quantized.contains(node.getOutput(0))) {
            return;
        }
        for (int i = 0; i < node.getInputCount(); i++) {
            String input = node.getInput(i);
            copy.setInput(i, weighted && i > 0 ? weight(node, i) : dequantized(input));
        }
        List<NodeProto> next = consumers.getOrDefault(node.getOutput(0), List.of());
        if (next.stream().allMatch(consumer -> consumer.getOpType().equals("Identity"))) {
            graph.addNode(copy);
            return;
        }
        boolean absorbsRelu =
                next.size() == 1
                        && isRelu(next.get(0))
                        && !isRelu(node)
                        && ranges.get(next.get(0).getOutput(0)).zero() == 0;
        String value = absorbsRelu ? next.get(0).getOutput(0) : node.getOutput(0);
        graph.addNode(copy.setOutput(0, value + "_f"));
        if (inFloats.contains(node.getOpType())) {
            quantizeDoubled(value);
        } else {
            quantize(value + "_f", value);
        }
    }

    private void quantizeDoubled(String value) {
        if (stored.add(TWO)) {
            add(TWO, DataType.FLOAT, buffer(Float.BYTES).putFloat(2));
        }
        String doubled = value + "_doubled";
        graph.addNode(
                NodeProto.newBuilder()
                        .setName(doubled)
                        .setOpType("Mul")
                        .addInput(value + "_f")
                        .addInput(TWO)
                        .addOutput(doubled));
        scale(doubled, ranges.get(value), 2);
        quantize(doubled, doubled, value);
    }

    private String stored(String name) {
        if (arrays.containsKey(name) && stored.add(name)) {
            graph.addInitializer(arrays.get(name));
        }
        return name;
    }

    private void quantize(String from, String value) {
        quantize(from, value, value);
    }

    /** By the scale and zero point of another name. */
    private void quantize(String from, String by, String value) {
        scale(value, ranges.get(value), 1);
        scaled("QuantizeLinear", from, by, value + "_q");
        quantized.add(value);
    }

    private void scale(String name, ValueRange range, float factor) {
        add(name + "_scale", DataType.FLOAT, buffer(Float.BYTES).putFloat(factor * range.scale()));
        add(name + "_zero", DataType.UINT8, buffer(1).put((byte) range.zero()));
    }

    /** Each consumer has a dequantisation of its own, which the fusions of ONNX Runtime require. */
    private String dequantized(String value) {
        if (!quantized.contains(value)) {
            quantize(stored(value), value);
        }
        return scaled("DequantizeLinear", value + "_q", value, value + "_d" + reads++);
    }

    /** An operator from one value to another by the scale and zero point of a third. */
    private String scaled(
            String operator, String from, String of, String to, OnnxAttribute... attributes) {
        NodeProto.Builder node =
                NodeProto.newBuilder()
                        .setName(to)
                        .setOpType(operator)
                        .addInput(from)
                        .addInput(of + "_scale")
                        .addInput(of + "_zero")
                        .addOutput(to);
        for (OnnxAttribute attribute : attributes) {
            node.addAttribute(attribute.proto());
        }
        graph.addNode(node);
        return to;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void add(String name, DataType type, ByteBuffer raw, long... extents) {
        graph.addInitializer(Graph.initializer(name, type, raw, extents));
    }

    private String weight(NodeProto node, int input) {
        String name = node.getInput(input);
        FloatBuffer values = numbers(arrays.get(name));
        float x = ranges.get(node.getInput(0)).scale();
        float[] scales = scales(node, x);
        int units = scales.length;
        int perUnit = values.remaining() / units;
        boolean bias = input == 2;
        int width = bias ? Integer.BYTES : 1;
        DataType type = bias ? DataType.INT32 : DataType.INT8;
        ByteBuffer raw = buffer(values.remaining() * width);
        for (int i = 0; i < values.limit(); i++) {
            float scale = scales[i / perUnit];
            if (bias) {
                raw.putInt((int) Math.rint(values.get(i) / ((double) scale * x)));
            } else {
                raw.put((byte) Math.round(values.get(i) / scale));
            }
        }
        ByteBuffer factors = buffer(units * Float.BYTES);
        for (float scale : scales) {
            factors.putFloat(bias ? scale * x : scale);
        }
        long[] extents =
                arrays.get(name).getDimsList().stream().mapToLong(Long::longValue).toArray();
        add(name + "_q", type, raw, extents);
        add(name + "_scale", DataType.FLOAT, factors, units);
        add(name + "_zero", type, buffer(units * width), units);
        OnnxAttribute axis = OnnxAttribute.integer("axis", 0);
        return scaled("DequantizeLinear", name + "_q", name, name + "_d", axis);
    }

    /**
     * A scale for each unit: its largest weight becomes the largest quantised one, unless its bias,
     * whose scale is the product of this and the input's, would not fit into 32 bits.
     */
    private float[] scales(NodeProto node, float x) {
        TensorProto weight = arrays.get(node.getInput(1));
        FloatBuffer values = numbers(weight);
        float[] scales = new float[Math.toIntExact(weight.getDims(0))];
        int perUnit = values.remaining() / scales.length;
        for (int i = 0; i < values.limit(); i++) {
            float scale = Math.abs(values.get(i)) / WEIGHT_MAX;
            scales[i / perUnit] = Math.max(scales[i / perUnit], scale);
        }
        for (int i = 0; i < scales.length; i++) {
            if (node.getInputCount() > 2) {
                double bias = Math.abs(numbers(arrays.get(node.getInput(2))).get(i));
                scales[i] = Math.max(scales[i], (float) (bias / BIAS_MAX / x));
            }
            scales[i] = scales[i] == 0 ? 1 : scales[i];
        }
        return scales;
    }

    static FloatBuffer numbers(TensorProto array) {
        if (array.getRawData().isEmpty()) {
            float[] numbers = new float[array.getFloatDataCount()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = array.getFloatData(i);
            }
            return FloatBuffer.wrap(numbers);
        }
        return array.getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
    }
}
