package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What {@link InputSpec} does to a picture, as operators in front of a classifier's graph: the input is
 * then {@code picture}, uint8 [batch × height × width × 3], red first, of any size. Opset 18, since
 * {@code Resize} knows antialiasing from there on; with a = −0.5, weights outside left out, on uint8, it
 * is within 1 of 255 of Pillow's.
 */
final class PreprocessingGraph {

    /** The input's name. */
    static final String INPUT = "picture";

    /** The key of the metadata that says what the input is, in English. */
    static final String KEY = "hearth.preprocessing";

    /** Before the name of each value. */
    static final String PREFIX = "preprocessing.";

    private static final int OPSET = 18;

    /** ITU-R 601-2 in Pillow's integers. */
    private static final int[] GREY = {19595, 38470, 7471};

    private final GraphProto.Builder graph;

    private PreprocessingGraph(GraphProto.Builder graph) {
        this.graph = graph;
    }

    /** The model behind the operators. */
    static ModelProto before(ModelProto model, InputSpec view) {
        GraphProto.Builder net = model.getGraph().toBuilder();
        List<NodeProto> nodes = List.copyOf(net.getNodeList());
        net.clearNode();
        new PreprocessingGraph(net).write(view);
        nodes.forEach(node -> net.addNode(inOpset18(node, net)));
        ModelProto.Builder all = model.toBuilder().setGraph(net).clearOpsetImport();
        all.addMetadataPropsBuilder().setKey(KEY).setValue(sentence(view));
        for (OperatorSetIdProto set : model.getOpsetImportList()) {
            all.addOpsetImport(
                    set.getDomain().isEmpty() ? set.toBuilder().setVersion(OPSET).build() : set);
        }
        return all.build();
    }

    /** The model without the operators, as {@link #before} was given it, but for its opset. */
    static ModelProto removed(ModelProto model, InputSpec view) {
        if (!isIn(model)) {
            return model;
        }
        GraphProto.Builder net = model.getGraph().toBuilder().clearNode().clearInitializer();
        model.getGraph().getNodeList().stream()
                .filter(node -> !node.getName().startsWith(PREFIX))
                .forEach(net::addNode);
        model.getGraph().getInitializerList().stream()
                .filter(array -> !array.getName().startsWith(PREFIX))
                .forEach(net::addInitializer);
        net.setInput(
                0,
                value(
                        OnnxModel.INPUT,
                        TensorProto.DataType.FLOAT,
                        Graph.BATCH,
                        view.channels(),
                        view.side(),
                        view.side()));
        ModelProto.Builder inner = model.toBuilder().setGraph(net).clearMetadataProps();
        model.getMetadataPropsList().stream()
                .filter(entry -> !entry.getKey().equals(KEY))
                .forEach(inner::addMetadataProps);
        return inner.build();
    }

    private static String sentence(InputSpec view) {
        return String.format(
                Locale.ROOT,
                "inside the graph: %s is uint8 [batch, height, width, 3], RGB, of any size; resized to a"
                        + " shorter side of %d (%s, antialiased), cropped to the %d x %d in the middle%s,"
                        + " (x / 255 - %s) / %s",
                INPUT,
                (int) Math.floor(view.side() / view.fraction()),
                view.kernel() == Interpolation.BICUBIC ? "cubic, a = -0.5" : "linear",
                view.side(),
                view.side(),
                view.channels() == 1 ? ", made grey by ITU-R 601-2" : "",
                view.mean(),
                view.deviation());
    }

    static boolean isIn(ModelProto model) {
        return model.getGraph().getInputCount() == 1
                && model.getGraph().getInput(0).getName().equals(INPUT);
    }

    static ValueInfoProto value(String name, TensorProto.DataType type, Object... extents) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Object extent : extents) {
            if (extent instanceof Integer number) {
                shape.addDimBuilder().setDimValue(number);
            } else {
                shape.addDimBuilder().setDimParam(extent.toString());
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(
                        TypeProto.newBuilder()
                                .setTensorType(
                                        TypeProto.Tensor.newBuilder()
                                                .setElemType(type.getNumber())
                                                .setShape(shape)))
                .build();
    }

    /** From opset 18 on the axes of a maximum or a mean are an input. */
    private static NodeProto inOpset18(NodeProto node, GraphProto.Builder net) {
        if (!Set.of("ReduceMax", "ReduceMean").contains(node.getOpType())) {
            return node;
        }
        NodeProto.Builder other = node.toBuilder().clearAttribute();
        for (var attribute : node.getAttributeList()) {
            if (attribute.getName().equals("axes")) {
                String axes = node.getName() + ".axes";
                long[] numbers =
                        attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
                net.addInitializer(longs(axes, numbers, numbers.length));
                other.addInput(axes);
            } else {
                other.addAttribute(attribute);
            }
        }
        return other.build();
    }

    private static TensorProto longs(String name, long[] values, long... extents) {
        ByteBuffer raw =
                ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return Graph.initializer(name, TensorProto.DataType.INT64, raw, extents);
    }

    private String longs(String name, long... values) {
        graph.addInitializer(longs(PREFIX + name, values, values.length));
        return PREFIX + name;
    }

    private String integers(String name, int[] values, long... extents) {
        ByteBuffer raw =
                ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asIntBuffer().put(values);
        graph.addInitializer(
                Graph.initializer(PREFIX + name, TensorProto.DataType.INT32, raw, extents));
        return PREFIX + name;
    }

    private String real(String name, double value) {
        ByteBuffer raw = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.putFloat((float) value);
        graph.addInitializer(Graph.initializer(PREFIX + name, TensorProto.DataType.FLOAT, raw));
        return PREFIX + name;
    }

    private String node(String name, String type, List<String> in, OnnxAttribute... attributes) {
        return node(PREFIX + name, name, type, in, attributes);
    }

    private String node(
            String output, String name, String type, List<String> in, OnnxAttribute... attributes) {
        NodeProto.Builder node =
                NodeProto.newBuilder()
                        .setName(PREFIX + name)
                        .setOpType(type)
                        .addAllInput(in)
                        .addOutput(output);
        for (OnnxAttribute attribute : attributes) {
            node.addAttribute(attribute.proto());
        }
        graph.addNode(node);
        return output;
    }

    private String cast(String name, String value, TensorProto.DataType type) {
        return node(name, "Cast", List.of(value), OnnxAttribute.integer("to", type.getNumber()));
    }

    private void write(InputSpec view) {
        graph.setInput(
                0, value(INPUT, TensorProto.DataType.UINT8, Graph.BATCH, "height", "width", 3));
        String planes =
                node(
                        "planes",
                        "Transpose",
                        List.of(INPUT),
                        OnnxAttribute.integers("perm", 0, 3, 1, 2));
        String extents = node("extents", "Shape", List.of(planes));
        String one = longs("one", 1);
        String two = longs("two", 2);
        String sides = node("sides", "Slice", List.of(extents, two, longs("four", 4)));
        String shorter =
                node(
                        "shorter",
                        "Min",
                        List.of(
                                node("height", "Slice", List.of(sides, longs("zero", 0), one)),
                                node("width", "Slice", List.of(sides, one, two))));
        int size = (int) Math.floor(view.side() / view.fraction());
        String resized =
                node(
                        "resized",
                        "Div",
                        List.of(
                                node("scaled", "Mul", List.of(sides, longs("size", size))),
                                shorter));
        String sizes =
                node(
                        "sizes",
                        "Concat",
                        List.of(
                                node("first", "Slice", List.of(extents, longs("none", 0), two)),
                                resized),
                        OnnxAttribute.integer("axis", 0));
        boolean isCubic = view.kernel() == Interpolation.BICUBIC;
        String picture =
                node(
                        "resize",
                        "Resize",
                        List.of(planes, "", "", sizes),
                        OnnxAttribute.text("mode", isCubic ? "cubic" : "linear"),
                        OnnxAttribute.text("coordinate_transformation_mode", "half_pixel"),
                        OnnxAttribute.real("cubic_coeff_a", -0.5),
                        OnnxAttribute.integer("antialias", 1),
                        OnnxAttribute.integer("exclude_outside", 1));
        String square = square(picture, resized, view.side());
        String values =
                cast(
                        "reals",
                        view.channels() == 1 ? grey(square) : square,
                        TensorProto.DataType.FLOAT);
        String shares = node("shares", "Div", List.of(values, real("full", 255)));
        String centred = node("centred", "Sub", List.of(shares, real("mean", view.mean())));
        node(
                OnnxModel.INPUT,
                "normalized",
                "Div",
                List.of(centred, real("deviation", view.deviation())));
    }

    /** The square in the middle, whose corner is rounded half to even, as ONNX's {@code Round} does. */
    private String square(String picture, String resized, int side) {
        String extent = longs("side", side);
        String margin =
                cast(
                        "margin",
                        node("surplus", "Sub", List.of(resized, extent)),
                        TensorProto.DataType.FLOAT);
        String half = node("half", "Mul", List.of(margin, real("aHalf", 0.5)));
        String corner =
                cast("corner", node("rounded", "Round", List.of(half)), TensorProto.DataType.INT64);
        String end = node("end", "Add", List.of(corner, extent));
        return node("square", "Slice", List.of(picture, corner, end, longs("axes", 2, 3)));
    }

    /** Added up channel by channel: ONNX Runtime adds whole numbers of a reduction as floats. */
    private String grey(String square) {
        String weighed =
                node(
                        "weighed",
                        "Mul",
                        List.of(
                                cast("wholes", square, TensorProto.DataType.INT32),
                                integers("weights", GREY, 1, 3, 1, 1)));
        String sum = integers("rounding", new int[] {1 << 15}, 1);
        for (int c = 0; c < GREY.length; c++) {
            String channel =
                    node(
                            "channel" + c,
                            "Gather",
                            List.of(weighed, integers("index" + c, new int[] {c}, 1)),
                            OnnxAttribute.integer("axis", 1));
            sum = node("sum" + c, "Add", List.of(channel, sum));
        }
        return node("grey", "Div", List.of(sum, integers("unit", new int[] {1 << 16}, 1)));
    }
}
