package dev.hearth.peers.onnx;

import dev.hearth.peers.plan.Frame;
import dev.hearth.peers.plan.FrameworkAdapter;
import dev.hearth.peers.plan.Net;
import dev.hearth.peers.plan.Plan;
import dev.hearth.peers.plan.Weight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ONNX's operators, opset 17: writes a graph, in which values are names. The field numbers are those
 * of onnx.proto3.
 */
final class OnnxAdapter implements FrameworkAdapter<String> {

    private final Wire graph = new Wire();
    private final Map<String, Integer> lengths = new HashMap<>();
    private int names;

    /** A net for inference, as the bytes of a model from {@code x} to {@code y}. */
    static byte[] model(Plan plan) {
        OnnxAdapter dialect = new OnnxAdapter();
        Net net = plan.net();
        List<String> arrays = new ArrayList<>();
        for (Weight weight : net.weights()) {
            arrays.add(dialect.array(weight.values(), weight.extents()));
        }
        String last = net.say(dialect, "x", arrays);
        Wire graph = dialect.graph.text(2, "net");
        graph.message(11, value("x", plan.shape()));
        graph.message(12, value(last, plan.batch(), -1));
        return new Wire()
                .number(1, 8)
                .message(8, new Wire().text(1, "").number(2, 17))
                .message(7, graph)
                .bytes();
    }

    private static Wire value(String name, long... shape) {
        Wire extents = new Wire();
        for (long extent : shape) {
            extents.message(1, extent < 0 ? new Wire().text(2, "n") : new Wire().number(1, extent));
        }
        Wire tensor = new Wire().number(1, 1).message(2, extents);
        return new Wire().text(1, name).message(2, new Wire().message(1, tensor));
    }

    private String array(float[] values, long... shape) {
        String name = "w" + names++;
        lengths.put(name, values.length);
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        Wire tensor = new Wire();
        for (long extent : shape) {
            tensor.number(1, extent);
        }
        graph.message(5, tensor.number(2, 1).text(8, name).raw(9, raw.array()));
        return name;
    }

    private String ones(String like) {
        float[] ones = new float[lengths.get(like)];
        Arrays.fill(ones, 1);
        return array(ones, ones.length);
    }

    private static Wire whole(String name, long... values) {
        Wire attribute = new Wire().text(1, name).number(20, 7);
        for (long value : values) {
            attribute.number(8, value);
        }
        return attribute;
    }

    private static Wire single(String name, long value) {
        return new Wire().text(1, name).number(20, 2).number(3, value);
    }

    private static Wire real(String name, double value) {
        return new Wire().text(1, name).number(20, 1).real(2, (float) value);
    }

    private String node(String operator, List<String> in, Wire... attributes) {
        String out = "v" + names++;
        Wire node = new Wire();
        in.forEach(name -> node.text(1, name));
        node.text(2, out).text(4, operator);
        for (Wire attribute : attributes) {
            node.message(5, attribute);
        }
        graph.message(1, node);
        return out;
    }

    private static Wire[] window(Frame frame) {
        return new Wire[] {
            whole("kernel_shape", frame.rows(), frame.columns()),
            whole("strides", frame.down(), frame.across()),
            whole("pads", frame.top(), frame.left(), frame.top(), frame.left())
        };
    }

    private static List<String> with(String x, String weight, Optional<String> bias) {
        List<String> in = new ArrayList<>(List.of(x, weight));
        bias.ifPresent(in::add);
        return in;
    }

    @Override
    public String convolution(String x, String weight, Optional<String> bias, Frame frame) {
        return node("Conv", with(x, weight, bias), window(frame));
    }

    @Override
    public String linear(String x, String weight, Optional<String> bias) {
        return node("Gemm", with(x, weight, bias), single("transB", 1));
    }

    @Override
    public String batchNorm(
            String x,
            Optional<String> scale,
            String shift,
            String mean,
            String variance,
            double epsilon,
            double momentum) {
        String gamma = scale.orElseGet(() -> ones(shift));
        return node(
                "BatchNormalization",
                List.of(x, gamma, shift, mean, variance),
                real("epsilon", epsilon));
    }

    @Override
    public String relu(String x) {
        return node("Relu", List.of(x));
    }

    @Override
    public String maxPool(String x, Frame frame) {
        return node("MaxPool", List.of(x), window(frame));
    }

    @Override
    public String meanPool(String x, Frame frame) {
        return node("AveragePool", List.of(x), window(frame));
    }

    @Override
    public String globalMean(String x) {
        return flatten(node("GlobalAveragePool", List.of(x)));
    }

    @Override
    public String flatten(String x) {
        return node("Flatten", List.of(x), single("axis", 1));
    }

    @Override
    public String dropout(String x, double rate) {
        return x;
    }

    @Override
    public String concat(List<String> parts) {
        return node("Concat", parts, single("axis", 1));
    }

    @Override
    public String add(String x, String y, double scale) {
        String scaled = node("Mul", List.of(y, array(new float[] {(float) scale})));
        return node("Add", Arrays.asList(x, scaled));
    }
}
