package dev.hearth.onednn;

// Above 400 lines, because each operator of ONNX is a method here, and all share the graph's
// values.

import static dev.hearth.onednn.OnnxFields.array;
import static dev.hearth.onednn.OnnxFields.attribute;
import static dev.hearth.onednn.OnnxFields.dims;
import static dev.hearth.onednn.OnnxFields.floats;
import static dev.hearth.onednn.OnnxFields.integer;
import static dev.hearth.onednn.OnnxFields.integers;
import static dev.hearth.onednn.OnnxFields.real;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.data.BadDataException;
import dev.hearth.onednn.Activation.Kind;
import dev.hearth.onednn.Operator.PoolKind;
import dev.hearth.onednn.Operator.Sum;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads an ONNX graph of operators that the engine has; says which it does not have. */
final class GraphReader {

    private static final long[] ONES = {1, 1};

    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final SigmoidParts sigmoids = new SigmoidParts();
    private final Map<String, long[]> extents = new LinkedHashMap<>();
    private final List<Operator> operators = new ArrayList<>();

    private GraphReader() {}

    /**
     * Reads a file's content, whose weights it refers to.
     *
     * @throws BadDataException if it has an operator that the engine does not have
     */
    static NetGraph read(byte[] model) {
        try {
            CodedInputStream in = UnsafeByteOperations.unsafeWrap(model).newCodedInput();
            in.enableAliasing(true);
            in.setSizeLimit(Integer.MAX_VALUE);
            return new GraphReader().read(ModelProto.parseFrom(in).getGraph());
        } catch (IOException broken) {
            throw new BadDataException(
                    "oneDNN needs an ONNX model",
                    String.valueOf(broken.getMessage()),
                    "Export it anew with ./hearth export",
                    broken);
        }
    }

    private NetGraph read(GraphProto graph) {
        graph.getInitializerList().forEach(each -> constants.put(each.getName(), each));
        List<String> inputs =
                graph.getInputList().stream()
                        .map(each -> each.getName())
                        .filter(name -> !constants.containsKey(name))
                        .toList();
        if (inputs.size() != 1 || graph.getOutputCount() != 1) {
            throw unknown("nets with one input and one output", inputs.size() + " inputs");
        }
        TensorShapeProto shape =
                graph.getInputList().stream()
                        .filter(each -> each.getName().equals(inputs.get(0)))
                        .findFirst()
                        .orElseThrow()
                        .getType()
                        .getTensorType()
                        .getShape();
        long[] in =
                shape.getDimList().stream().skip(1).mapToLong(each -> each.getDimValue()).toArray();
        if (in.length != 3 && in.length != 1 || Arrays.stream(in).anyMatch(each -> each < 1)) {
            throw unknown("an input of known extents", Arrays.toString(in));
        }
        extents.put(inputs.get(0), in);
        graph.getNodeList().forEach(this::read);
        String output = value(graph.getOutput(0).getName());
        return new NetGraph(inputs.get(0), output, List.copyOf(operators), Map.copyOf(extents));
    }

    private void read(NodeProto node) {
        if (!node.getDomain().isEmpty() && !node.getDomain().equals("ai.onnx")) {
            throw unknown(node, "is of " + node.getDomain());
        }
        switch (node.getOpType()) {
            case "Constant" -> constant(node);
            case "Identity", "Dropout" -> aliases.put(node.getOutput(0), value(node.getInput(0)));
            case "Conv" -> convolution(node);
            case "Gemm" -> gemm(node);
            case "MatMul" -> matMul(node);
            case "MaxPool" -> pool(node, PoolKind.MAX);
            case "AveragePool" ->
                    pool(
                            node,
                            integer(node, "count_include_pad", 0) == 1
                                    ? PoolKind.MEAN_WITH_PADDING
                                    : PoolKind.MEAN_WITHOUT_PADDING);
            case "GlobalAveragePool" -> {
                long[] in = image(node, 0);
                add(
                        new Operator.GlobalMean(node.getOutput(0), value(node.getInput(0))),
                        in[0],
                        1,
                        1);
            }
            case "GlobalMaxPool" -> {
                long[] in = image(node, 0);
                long[] none = {0, 0};
                Window all = new Window(new long[] {in[1], in[2]}, ONES, ONES, none, none);
                add(
                        new Operator.Pool(
                                node.getOutput(0), value(node.getInput(0)), PoolKind.MAX, all),
                        in[0],
                        1,
                        1);
            }
            case "Concat" -> concat(node);
            case "Add", "Sub", "Mul", "Div" -> arithmetic(node);
            case "BatchNormalization" -> normalization(node);
            case "Relu" -> activation(node, new Activation(Kind.RELU, 0, 0));
            case "LeakyRelu" ->
                    activation(node, new Activation(Kind.RELU, real(node, "alpha", 0.01f), 0));
            case "Sigmoid" -> activation(node, new Activation(Kind.SIGMOID, 0, 0));
            case "Tanh" -> activation(node, new Activation(Kind.TANH, 0, 0));
            case "PRelu" -> slopes(node);
            case "Slice" -> slice(node);
            case "Split" -> split(node);
            case "ReduceMax" -> reduceMax(node);
            case "Min", "Max" -> bounded(node);
            case "Neg", "Exp", "Reciprocal", "IsNaN", "Where" -> piece(node);
            case "Elu" -> activation(node, new Activation(Kind.ELU, real(node, "alpha", 1), 0));
            case "Clip" ->
                    activation(
                            node,
                            new Activation(
                                    Kind.CLIP,
                                    bound(node, 1, "min", -Float.MAX_VALUE),
                                    bound(node, 2, "max", Float.MAX_VALUE)));
            case "Flatten" -> flatten(node);
            case "Softmax" -> {
                long[] in = vector(node);
                long axis = integer(node, "axis", -1);
                if (axis != -1 && axis != 1) {
                    throw unknown(node, "has the axis " + axis);
                }
                add(new Operator.Softmax(node.getOutput(0), value(node.getInput(0))), in);
            }
            default -> throw unknown(node, "is none of its operators");
        }
    }

    private void add(Operator operator, long... out) {
        operators.add(operator);
        extents.put(operator.out(), out);
    }

    private void constant(NodeProto node) {
        AttributeProto value =
                attribute(node, "value").orElseThrow(() -> unknown(node, "has no tensor"));
        constants.put(node.getOutput(0), value.getT());
    }

    private void convolution(NodeProto node) {
        long[] in = image(node, 0);
        TensorProto weight = constant(node, 1);
        long[] filter = dims(weight);
        long groups = integer(node, "group", 1);
        if (filter.length != 4 || filter[1] * groups != in[0]) {
            throw unknown(node, "has filters of " + Arrays.toString(filter));
        }
        Window window = window(node, new long[] {filter[2], filter[3]});
        add(
                new Operator.Convolution(
                        sum(node, floats(weight), filter[0]), filter, groups, window),
                filter[0],
                window.out(0, in[1]),
                window.out(1, in[2]));
    }

    private Sum sum(NodeProto node, FloatBuffer weight, long units) {
        float[] bias = {};
        if (node.getInputCount() > 2 && !node.getInput(2).isEmpty()) {
            bias = array(constant(node, 2));
            if (bias.length != units) {
                throw unknown(node, "has a bias of " + bias.length + " numbers");
            }
        }
        return new Sum(
                node.getOutput(0),
                value(node.getInput(0)),
                weight,
                bias,
                Optional.empty(),
                Activation.NONE);
    }

    private void gemm(NodeProto node) {
        boolean isPlain =
                integer(node, "transA", 0) == 0
                        && real(node, "alpha", 1) == 1
                        && real(node, "beta", 1) == 1;
        if (!isPlain) {
            throw unknown(node, "is scaled or transposed");
        }
        product(node, integer(node, "transB", 0) == 1);
    }

    private void matMul(NodeProto node) {
        product(node, false);
    }

    private void product(NodeProto node, boolean isTransposed) {
        long inputs = vector(node)[0];
        TensorProto weight = constant(node, 1);
        long[] sides = dims(weight);
        if (sides.length != 2 || sides[isTransposed ? 1 : 0] != inputs) {
            throw unknown(node, "has weights of " + Arrays.toString(sides));
        }
        long units = sides[isTransposed ? 0 : 1];
        add(
                new Operator.Product(sum(node, floats(weight), units), units, inputs, isTransposed),
                units);
    }

    private void pool(NodeProto node, PoolKind kind) {
        long[] in = image(node, 0);
        boolean isPlain =
                integer(node, "ceil_mode", 0) == 0
                        && integer(node, "storage_order", 0) == 0
                        && node.getOutputCount() == 1;
        if (!isPlain) {
            throw unknown(node, "rounds up, or has a second output");
        }
        Window window = window(node, integers(node, "kernel_shape", ONES));
        add(
                new Operator.Pool(node.getOutput(0), value(node.getInput(0)), kind, window),
                in[0],
                window.out(0, in[1]),
                window.out(1, in[2]));
    }

    private Window window(NodeProto node, long[] kernel) {
        boolean isExplicit =
                attribute(node, "auto_pad")
                        .map(each -> each.getS().toStringUtf8().equals("NOTSET"))
                        .orElse(true);
        long[] pads = integers(node, "pads", new long[4]);
        if (!isExplicit || kernel.length != 2 || pads.length != 4) {
            throw unknown(node, "has no explicit padding of two axes");
        }
        return new Window(
                kernel,
                integers(node, "strides", ONES),
                integers(node, "dilations", ONES),
                new long[] {pads[0], pads[1]},
                new long[] {pads[2], pads[3]});
    }

    private void concat(NodeProto node) {
        List<String> parts = node.getInputList().stream().map(this::value).toList();
        long[] out = known(node, parts.get(0)).clone();
        int axis = axis(node, integer(node, "axis", 0), out);
        for (String part : parts.subList(1, parts.size())) {
            out[axis - 1] += known(node, part)[axis - 1];
        }
        add(new Operator.Concat(node.getOutput(0), parts, axis), out);
    }

    /** Counted with the batch, which is none. */
    private static int axis(NodeProto node, long given, long[] in) {
        long axis = given < 0 ? given + in.length + 1 : given;
        if (axis < 1 || axis > in.length) {
            throw unknown(node, "has the axis " + given);
        }
        return (int) axis;
    }

    private void slice(NodeProto node) {
        long[] out = known(node, value(node.getInput(0))).clone();
        long[] begins = wholes(node, 1);
        long[] ends = wholes(node, 2);
        long[] axes = wholes(node, 3);
        long[] steps = node.getInputCount() > 4 ? wholes(node, 4) : new long[] {1};
        if (axes.length != 1 || steps[0] != 1) {
            throw unknown(node, "has " + axes.length + " axes, or steps over some");
        }
        int axis = axis(node, axes[0], out);
        long extent = out[axis - 1];
        long begin = Math.min(extent, begins[0] < 0 ? begins[0] + extent : begins[0]);
        long end = Math.min(extent, ends[0] < 0 ? ends[0] + extent : ends[0]);
        if (begin < 0 || end <= begin) {
            throw unknown(node, "takes nothing");
        }
        out[axis - 1] = end - begin;
        add(new Operator.Slice(node.getOutput(0), value(node.getInput(0)), axis, begin), out);
    }

    private void split(NodeProto node) {
        String in = value(node.getInput(0));
        long[] whole = known(node, in);
        int axis = axis(node, integer(node, "axis", 0), whole);
        int parts = node.getOutputCount();
        boolean isGiven = node.getInputCount() > 1 && !node.getInput(1).isEmpty();
        long[] extents = isGiven ? wholes(node, 1) : new long[parts];
        if (!isGiven) {
            long most = (whole[axis - 1] + parts - 1) / parts;
            for (int i = 0; i < parts; i++) {
                extents[i] = Math.min(most, whole[axis - 1] - most * i);
            }
        }
        long begin = 0;
        for (int i = 0; i < parts; i++) {
            long[] out = whole.clone();
            out[axis - 1] = extents[i];
            add(new Operator.Slice(node.getOutput(i), in, axis, begin), out);
            begin += extents[i];
        }
    }

    /** Whole numbers that are given as a constant. */
    private long[] wholes(NodeProto node, int input) {
        TensorProto found =
                node.getInputCount() > input ? constants.get(node.getInput(input)) : null;
        if (found == null || found.getDataType() != TensorProto.DataType.INT64.getNumber()) {
            throw unknown(node, "has extents that are computed, or none");
        }
        return OnnxFields.wholes(found);
    }

    /** Along rows or columns, which stay as one: a pool. */
    private void reduceMax(NodeProto node) {
        long[] in = image(node, 0);
        long[] axes = node.getInputCount() > 1 ? wholes(node, 1) : integers(node, "axes", ONES);
        int axis = axes.length == 1 ? axis(node, axes[0], in) : 1;
        if (axis == 1 || integer(node, "keepdims", 1) != 1) {
            throw unknown(node, "is not along rows or along columns");
        }
        long[] kernel = {axis == 2 ? in[1] : 1, axis == 3 ? in[2] : 1};
        long[] none = {0, 0};
        add(
                new Operator.Pool(
                        node.getOutput(0),
                        value(node.getInput(0)),
                        PoolKind.MAX,
                        new Window(kernel, ONES, ONES, none, none)),
                in[0],
                axis == 2 ? 1 : in[1],
                axis == 3 ? 1 : in[2]);
    }

    private void slopes(NodeProto node) {
        String in = value(node.getInput(0));
        long[] extents = known(node, in);
        float[] slopes = perChannel(node, constant(node, 1), extents);
        boolean isOne = true;
        for (float each : slopes) {
            isOne &= each == slopes[0];
        }
        add(
                isOne
                        ? new Operator.Elementwise(
                                node.getOutput(0), in, new Activation(Kind.RELU, slopes[0], 0))
                        : new Operator.Slopes(node.getOutput(0), in, slopes),
                extents);
    }

    /** Of a value and a constant. */
    private void bounded(NodeProto node) {
        boolean isMin = node.getOpType().equals("Min");
        if (node.getInputCount() != 2 || array(constant(node, 1)).length != 1) {
            throw unknown(node, "is not of a value and a number");
        }
        float bound = array(constant(node, 1))[0];
        activation(
                node,
                new Activation(
                        Kind.CLIP,
                        isMin ? -Float.MAX_VALUE : bound,
                        isMin ? bound : Float.MAX_VALUE));
    }

    /** A part of a sigmoid, or what keeps NaN around it. */
    private void piece(NodeProto node) {
        Optional<String> of = sigmoids.read(node, this::value);
        if (of.isPresent()) {
            activation(node, of.get(), new Activation(Kind.SIGMOID, 0, 0));
        } else if (node.getOpType().equals("Where")) {
            aliases.put(node.getOutput(0), value(node.getInput(2)));
        }
    }

    private void arithmetic(NodeProto node) {
        if (sigmoids.isSum(node, constants.get(node.getInput(1)))) {
            return;
        }
        boolean isLeftKnown = constants.containsKey(node.getInput(0));
        boolean isRightKnown = constants.containsKey(node.getInput(1));
        String operation = node.getOpType();
        if (!isLeftKnown && !isRightKnown) {
            long[] left = known(node, value(node.getInput(0)));
            long[] right = known(node, value(node.getInput(1)));
            if (!operation.equals("Add") || !Arrays.equals(left, right)) {
                throw unknown(node, "has two values of other extents, or is no sum");
            }
            add(
                    new Operator.Addition(
                            node.getOutput(0),
                            value(node.getInput(0)),
                            value(node.getInput(1)),
                            Activation.NONE),
                    left);
            return;
        }
        boolean turned = isLeftKnown && (operation.equals("Sub") || operation.equals("Div"));
        if (isLeftKnown && isRightKnown || turned) {
            throw unknown(node, "has a constant first");
        }
        String value = value(node.getInput(isLeftKnown ? 1 : 0));
        long[] in = known(node, value);
        float[] numbers = perChannel(node, constant(node, isLeftKnown ? 0 : 1), in);
        float[] scale = new float[numbers.length];
        float[] shift = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            scale[i] =
                    switch (operation) {
                        case "Mul" -> numbers[i];
                        case "Div" -> 1 / numbers[i];
                        default -> 1;
                    };
            shift[i] =
                    switch (operation) {
                        case "Add" -> numbers[i];
                        case "Sub" -> -numbers[i];
                        default -> 0;
                    };
        }
        add(new Operator.Affine(node.getOutput(0), value, scale, shift), in);
    }

    /** A scalar, or one number for each channel, spread out. */
    private static float[] perChannel(NodeProto node, TensorProto constant, long[] in) {
        float[] numbers = array(constant);
        long[] dims = dims(constant);
        int channels = Math.toIntExact(in[0]);
        if (numbers.length == 1) {
            float[] all = new float[channels];
            Arrays.fill(all, numbers[0]);
            return all;
        }
        int at = dims.length - in.length;
        if (numbers.length != channels || at < 0 || dims[at] != channels) {
            throw unknown(node, "has a constant of " + Arrays.toString(dims));
        }
        return numbers;
    }

    private void normalization(NodeProto node) {
        long[] in = known(node, value(node.getInput(0)));
        float[] scale = array(constant(node, 1)).clone();
        float[] shift = array(constant(node, 2)).clone();
        float[] mean = array(constant(node, 3));
        float[] variance = array(constant(node, 4));
        double epsilon = real(node, "epsilon", 1e-5f);
        if (node.getOutputCount() != 1 || scale.length != in[0]) {
            throw unknown(node, "is of training");
        }
        for (int i = 0; i < scale.length; i++) {
            double factor = scale[i] / Math.sqrt(variance[i] + epsilon);
            scale[i] = (float) factor;
            shift[i] = (float) (shift[i] - factor * mean[i]);
        }
        add(new Operator.Affine(node.getOutput(0), value(node.getInput(0)), scale, shift), in);
    }

    private void activation(NodeProto node, Activation function) {
        activation(node, value(node.getInput(0)), function);
    }

    private void activation(NodeProto node, String in, Activation function) {
        add(new Operator.Elementwise(node.getOutput(0), in, function), known(node, in));
    }

    private float bound(NodeProto node, int input, String attribute, float absent) {
        return node.getInputCount() > input && !node.getInput(input).isEmpty()
                ? array(constant(node, input))[0]
                : real(node, attribute, absent);
    }

    private void flatten(NodeProto node) {
        String in = value(node.getInput(0));
        long[] from = known(node, in);
        if (integer(node, "axis", 1) != 1) {
            throw unknown(node, "has another axis than 1");
        }
        if (from.length == 1) {
            aliases.put(node.getOutput(0), in);
        } else {
            add(
                    new Operator.Flatten(node.getOutput(0), in),
                    Arrays.stream(from).reduce(1, Math::multiplyExact));
        }
    }

    private String value(String name) {
        return aliases.getOrDefault(name, name);
    }

    private long[] image(NodeProto node, int input) {
        long[] in = known(node, value(node.getInput(input)));
        if (in.length != 3) {
            throw unknown(node, "takes " + Arrays.toString(in));
        }
        return in;
    }

    private long[] vector(NodeProto node) {
        long[] in = known(node, value(node.getInput(0)));
        if (in.length != 1) {
            throw unknown(node, "takes " + Arrays.toString(in));
        }
        return in;
    }

    private long[] known(NodeProto node, String value) {
        long[] found = extents.get(value);
        if (found == null) {
            throw unknown(node, "computes with constants alone, or with a part of a sigmoid");
        }
        return found;
    }

    private TensorProto constant(NodeProto node, int input) {
        TensorProto found = constants.get(node.getInput(input));
        if (found == null || found.getDataType() != TensorProto.DataType.FLOAT.getNumber()) {
            throw unknown(node, "has weights that are computed, or not of float32");
        }
        if (!OnnxFields.isWhole(found)) {
            throw unknown(
                    node,
                    "has "
                            + floats(found).limit()
                            + " weights for the extents "
                            + Arrays.toString(dims(found)));
        }
        return found;
    }

    static BadDataException unknown(NodeProto node, String why) {
        return unknown("operators that it has", node.getOpType() + ", which " + why);
    }

    static BadDataException unknown(String needed, String received) {
        return new BadDataException(
                "oneDNN needs a net of " + needed, received, "Leave out --precision");
    }
}
