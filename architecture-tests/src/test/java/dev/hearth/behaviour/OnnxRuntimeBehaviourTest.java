package dev.hearth.behaviour;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import com.google.protobuf.ByteString;
import dev.hearth.onnx.OnnxNet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** ONNX Runtime's own operators, without Hearth's care. */
class OnnxRuntimeBehaviourTest extends Behaviours {

    private static final OptLevel NO_OPT = OptLevel.NO_OPT;
    private static final OptLevel ALL_OPT = OptLevel.ALL_OPT;
    private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();
    private static final int BYTE = TensorProto.DataType.UINT8.getNumber();

    OnnxRuntimeBehaviourTest() {
        super("onnxruntime");
        measure(
                "ELU of -1e-6 over -1e-6, to three digits",
                () -> String.format(Locale.ROOT, "%.3f", one("Elu", -1e-6f) / -1e-6f));
        measure("sigmoid of -18 is 0", () -> one("Sigmoid", -18) == 0);
        measure("sigmoid never passes 1", () -> most("Sigmoid", 0, 40) <= 1);
        measure("tanh never passes 1", () -> most("Tanh", 0, 40) <= 1);
        measure("relu of NaN", () -> one("Relu", Float.NaN));
        measure("max-pools of NaN at each of four places", this::pools);
        measure("cast of 256, -1, NaN to uint8", this::casts);
        measure("Resize of bytes to twice the width, linear", () -> resized("linear", 0));
        measure(
                "Resize of bytes to twice the width, linear, antialiased",
                () -> resized("linear", 1));
        measure(
                "Resize of bytes to twice the width, cubic, antialiased",
                () -> resized("cubic", 1));
        measure("Resize of bytes to twice the width, cubic", () -> resized("cubic", 0));
        measure("dynamic quantisation beside 1e4", () -> beside(1e4f));
        measure("dynamic quantisation beside its like is alone's", () -> beside(0.5f));
        measure("a direct buffer in Java's own byte order keeps its numbers", this::order);
        measure("QuantizeLinear of NaN", this::quantised);
        measure("0.4 rounded to wholes and then to hundredths, plainly", () -> rounded(NO_OPT));
        measure("0.4 rounded to wholes and then to hundredths, by default", () -> rounded(ALL_OPT));
        measure("error of a mean over a million tenths, power of ten", this::mean);
    }

    private static OrtEnvironment environment() {
        try {
            // Loads ONNX Runtime as Hearth does, records of use off.
            OnnxNet.open(new byte[0], 1).close();
        } catch (RuntimeException noModel) {
            return OrtEnvironment.getEnvironment();
        }
        return OrtEnvironment.getEnvironment();
    }

    @Override
    String version() {
        return environment().getVersion();
    }

    private static ValueInfoProto value(String name, int type, long... extents) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type);
        for (long extent : extents) {
            tensor.getShapeBuilder().addDimBuilder().setDimValue(extent);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static NodeProto node(String type, String in, String out, AttributeProto... more) {
        return NodeProto.newBuilder()
                .setOpType(type)
                .addAllInput(List.of(in.split(" ", -1)))
                .addAllOutput(List.of(out.split(" ")))
                .addAllAttribute(List.of(more))
                .build();
    }

    private static AttributeProto whole(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static Object run(GraphProto.Builder graph, OnnxTensor x) throws OrtException {
        return run(graph, NO_OPT, x);
    }

    private static Object run(GraphProto.Builder graph, OptLevel level, OnnxTensor x)
            throws OrtException {
        byte[] model =
                ModelProto.newBuilder()
                        .setIrVersion(10)
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(21))
                        .setGraph(graph.setName("g"))
                        .build()
                        .toByteArray();
        try (x;
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(level);
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment().createSession(model, options);
                    OrtSession.Result result = session.run(Map.of("x", x))) {
                return result.get(0).getValue();
            }
        }
    }

    private static GraphProto.Builder graph(int in, int out, NodeProto... nodes) {
        GraphProto.Builder graph = GraphProto.newBuilder().addAllNode(List.of(nodes));
        ValueInfoProto y =
                ValueInfoProto.newBuilder()
                        .setName("y")
                        .setType(
                                TypeProto.newBuilder()
                                        .setTensorType(
                                                TypeProto.Tensor.newBuilder().setElemType(out)))
                        .build();
        return graph.addInput(
                        ValueInfoProto.newBuilder()
                                .setName("x")
                                .setType(
                                        TypeProto.newBuilder()
                                                .setTensorType(
                                                        TypeProto.Tensor.newBuilder()
                                                                .setElemType(in))))
                .addOutput(y);
    }

    private static OnnxTensor of(float[] values, long... extents) throws OrtException {
        return OnnxTensor.createTensor(environment(), FloatBuffer.wrap(values), extents);
    }

    private static float[] row(String type, float... x) throws OrtException {
        return (float[]) run(graph(FLOAT, FLOAT, node(type, "x", "y")), of(x, x.length));
    }

    private static float one(String type, float x) throws OrtException {
        return row(type, x)[0];
    }

    private static float most(String type, float from, float to) throws OrtException {
        float[] x = new float[100_000];
        for (int i = 0; i < x.length; i++) {
            x[i] = from + (to - from) * i / x.length;
        }
        float most = 0;
        for (float y : row(type, x)) {
            most = Math.max(most, y);
        }
        return most;
    }

    private Object pools() throws OrtException {
        List<Boolean> seen = new ArrayList<>();
        AttributeProto.Builder kernel =
                AttributeProto.newBuilder()
                        .setName("kernel_shape")
                        .setType(AttributeProto.AttributeType.INTS)
                        .addInts(2)
                        .addInts(2);
        for (int i = 0; i < 4; i++) {
            float[] x = {1, 2, 3, 4};
            x[i] = Float.NaN;
            GraphProto.Builder pool =
                    graph(FLOAT, FLOAT, node("MaxPool", "x", "y", kernel.build()))
                            .setInput(0, value("x", FLOAT, 1, 1, 2, 2));
            float[][][][] y = (float[][][][]) run(pool, of(x, 1, 1, 2, 2));
            seen.add(Float.isNaN(y[0][0][0][0]));
        }
        return seen;
    }

    private static List<Integer> bytes(byte[] row) {
        List<Integer> numbers = new ArrayList<>();
        for (byte each : row) {
            numbers.add(each & 255);
        }
        return numbers;
    }

    private Object casts() throws OrtException {
        return bytes(
                (byte[])
                        run(
                                graph(FLOAT, BYTE, node("Cast", "x", "y", whole("to", BYTE))),
                                of(new float[] {256, -1, Float.NaN}, 3)));
    }

    private Object resized(String mode, int antialias) throws OrtException {
        AttributeProto text =
                AttributeProto.newBuilder()
                        .setName("mode")
                        .setType(AttributeProto.AttributeType.STRING)
                        .setS(ByteString.copyFromUtf8(mode))
                        .build();
        GraphProto.Builder graph =
                graph(BYTE, BYTE, node("Resize", "x   n", "y", text, whole("antialias", antialias)))
                        .setInput(0, value("x", BYTE, 1, 1, 1, 5))
                        .addInitializer(
                                TensorProto.newBuilder()
                                        .setName("n")
                                        .setDataType(TensorProto.DataType.INT64.getNumber())
                                        .addDims(4)
                                        .addAllInt64Data(List.of(1L, 1L, 1L, 10L)));
        ByteBuffer x = ByteBuffer.allocateDirect(5).put(new byte[] {0, 1, 4, (byte) 255, 0});
        OnnxTensor picture =
                OnnxTensor.createTensor(
                        environment(), x.rewind(), new long[] {1, 1, 1, 5}, OnnxJavaType.UINT8);
        try {
            return bytes(((byte[][][][]) run(graph, picture))[0][0][0]);
        } catch (OrtException refused) {
            return "fails when run";
        }
    }

    private Object beside(float neighbour) throws OrtException {
        GraphProto.Builder graph =
                graph(
                                FLOAT,
                                FLOAT,
                                node("DynamicQuantizeLinear", "x", "q s z"),
                                node("MatMulInteger", "q w z", "i"),
                                node("Cast", "i", "f", whole("to", FLOAT)),
                                node("Mul", "f s", "y"))
                        .addInitializer(
                                TensorProto.newBuilder()
                                        .setName("w")
                                        .setDataType(TensorProto.DataType.INT8.getNumber())
                                        .addDims(2)
                                        .addDims(1)
                                        .setRawData(ByteString.copyFrom(new byte[] {100, 50})));
        float[] both = {0.5f, -0.25f, neighbour, -0.25f};
        float alone = ((float[][]) run(graph, of(Arrays.copyOf(both, 2), 1, 2)))[0][0];
        float beside = ((float[][]) run(graph, of(both, 2, 2)))[0][0];
        return beside == alone ? "as alone" : beside == 0 ? "0" : "another";
    }

    private Object order() throws OrtException {
        FloatBuffer x = ByteBuffer.allocateDirect(8).order(ByteOrder.BIG_ENDIAN).asFloatBuffer();
        x.put(new float[] {1, 2}).rewind();
        OnnxTensor tensor = OnnxTensor.createTensor(environment(), x, new long[] {2});
        float[] y = (float[]) run(graph(FLOAT, FLOAT, node("Identity", "x", "y")), tensor);
        return y[0] == 1 && y[1] == 2;
    }

    private Object quantised() throws OrtException {
        GraphProto.Builder graph =
                graph(FLOAT, BYTE, node("QuantizeLinear", "x s z", "y"))
                        .addInitializer(
                                TensorProto.newBuilder()
                                        .setName("s")
                                        .setDataType(FLOAT)
                                        .addFloatData(1))
                        .addInitializer(
                                TensorProto.newBuilder()
                                        .setName("z")
                                        .setDataType(BYTE)
                                        .addInt32Data(128));
        return bytes((byte[]) run(graph, of(new float[] {Float.NaN}, 1)));
    }

    private static void scale(GraphProto.Builder graph, String name, float scale, int zero) {
        graph.addInitializer(
                        TensorProto.newBuilder()
                                .setName(name + "s")
                                .setDataType(FLOAT)
                                .addFloatData(scale))
                .addInitializer(
                        TensorProto.newBuilder()
                                .setName(name + "z")
                                .setDataType(BYTE)
                                .addInt32Data(zero));
    }

    private Object rounded(OptLevel level) throws OrtException {
        GraphProto.Builder graph =
                graph(
                        FLOAT,
                        FLOAT,
                        node("QuantizeLinear", "x as az", "aq"),
                        node("DequantizeLinear", "aq as az", "a"),
                        node("QuantizeLinear", "a bs bz", "bq"),
                        node("DequantizeLinear", "bq bs bz", "y"));
        scale(graph, "a", 1, 128);
        scale(graph, "b", 0.01f, 0);
        float y = ((float[]) run(graph, level, of(new float[] {0.4f}, 1)))[0];
        return String.format(Locale.ROOT, "%.2f", y);
    }

    private Object mean() throws OrtException {
        float[] x = new float[1_000_000];
        Arrays.fill(x, 0.1f);
        GraphProto.Builder graph = graph(FLOAT, FLOAT, node("GlobalAveragePool", "x", "y"));
        float[][][][] y = (float[][][][]) run(graph, of(x, 1, 1, 1000, 1000));
        return "1e" + (int) Math.floor(Math.log10(Math.abs(y[0][0][0][0] / 0.1 - 1)));
    }
}
