#!/usr/bin/env bash
# ONNX Runtime 1.29.0 for Java, CPU: int8 weights with a scale a row, by DequantizeLinear's attribute axis.
# Guess: a scale for each input (axis 1 of a convolution's weights, which is DequantizeLinear's default; axis 0 of a MatMul's) is computed as
# written, or is left unfused, because the integer kernels know scales for outputs only.
# Instead: where there are as many inputs as outputs the pairs are fused all the same, and the scales are taken along the outputs:
# 4 and 8.5 become 0.5 and 11. With other extents a MatMul or Conv opens and then fails at each run; with NO_OPT it answers.
# A user who forgets axis = 0 on a convolution's weights sees NO_OPT (and other engines) answer one thing, the default another.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>com.microsoft.onnxruntime</groupId><artifactId>onnxruntime</artifactId><version>1.29.0</version></dependency>
<dependency><groupId>org.tribuo</groupId><artifactId>tribuo-util-onnx</artifactId><version>4.3.2</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import ai.onnx.proto.OnnxMl.*;
import ai.onnxruntime.*;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import com.google.protobuf.ByteString;
import java.nio.*;
import java.util.*;

public class Finding {
    static OrtEnvironment environment;

    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static ValueInfoProto value(String name, long... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long d : dims) shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(d));
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(
                TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape))).build();
    }

    static TensorProto floats(String name, float[] v, long... dims) {
        TensorProto.Builder t = TensorProto.newBuilder().setName(name).setDataType(1);
        for (float f : v) t.addFloatData(f);
        for (long d : dims) t.addDims(d);
        return t.build();
    }

    /** Type 2 is uint8, 3 is int8, 6 is int32. */
    static TensorProto ints(String name, int type, int[] v, long... dims) {
        TensorProto.Builder t = TensorProto.newBuilder().setName(name).setDataType(type);
        for (int i : v) t.addInt32Data(i);
        for (long d : dims) t.addDims(d);
        return t.build();
    }

    static AttributeProto whole(String name, long v) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(v).build();
    }

    static void node(GraphProto.Builder graph, String op, String in, String out, AttributeProto... more) {
        graph.addNode(NodeProto.newBuilder().setOpType(op).setName(out).addAllInput(List.of(in.split(" ")))
                .addAllOutput(List.of(out.split(" "))).addAllAttribute(List.of(more)));
    }

    static byte[] model(GraphProto.Builder graph) {
        return ModelProto.newBuilder().setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13)).setGraph(graph.setName("g")).build().toByteArray();
    }

    interface Setting {
        void on(OrtSession.SessionOptions options) throws OrtException;
    }

    static float[] run(byte[] model, OptLevel level, Setting setting, float[] x, long... dims) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(level);
            options.setIntraOpNumThreads(1);
            setting.on(options);
            try (OrtSession session = environment.createSession(model, options);
                    OnnxTensor in = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), dims);
                    OrtSession.Result result = session.run(Map.of("x", in))) {
                FloatBuffer out = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] y = new float[out.remaining()];
                out.get(y);
                return y;
            }
        }
    }

    static boolean near(float[] a, float... b) {
        if (a.length != b.length) return false;
        for (int i = 0; i < a.length; i++) if (!(Math.abs(a[i] - b[i]) < 1e-3)) return false;
        return true;
    }

    static byte[] net(String op, int axis, int transB) {
        return net(op, axis, transB, new int[] {1, 2, 3, 4}, 2, 2);
    }

    static byte[] net(String op, int axis, int transB, int[] weights, long rows, long columns) {
        boolean conv = op.equals("Conv");
        GraphProto.Builder g = GraphProto.newBuilder().addInput(conv ? value("x", 1, 2, 1, 1) : value("x", 1, 2));
        g.addInitializer(floats("sx", new float[] {0.1f})).addInitializer(ints("zx", 2, new int[] {0}));
        g.addInitializer(floats("sy", new float[] {0.5f})).addInitializer(ints("zy", 2, new int[] {0}));
        g.addInitializer(floats("sw", new float[] {0.1f, 1}, 2)).addInitializer(ints("zw", 3, new int[] {0, 0}, 2));
        g.addInitializer(ints("w", 3, weights, conv ? new long[] {rows, columns, 1, 1} : new long[] {rows, columns}));
        node(g, "QuantizeLinear", "x sx zx", "qx");
        node(g, "DequantizeLinear", "qx sx zx", "fx");
        if (axis == 1) {
            node(g, "DequantizeLinear", "w sw zw", "fw"); // the default axis is 1
        } else {
            node(g, "DequantizeLinear", "w sw zw", "fw", whole("axis", axis));
        }
        if (op.equals("Gemm")) {
            node(g, op, "fx fw", "sum", whole("transB", transB));
        } else {
            node(g, op, "fx fw", "sum");
        }
        node(g, "QuantizeLinear", "sum sy zy", "qy");
        node(g, "DequantizeLinear", "qy sy zy", "y");
        long answers = op.equals("MatMul") ? columns : rows;
        return model(g.addOutput(conv ? value("y", 1, answers, 1, 1) : value("y", 1, answers)));
    }

    static void both(String name, byte[] net, float[] written, float[] fused, long... dims) throws OrtException {
        float[] x = {1, 2};
        float[] plain = run(net, OptLevel.NO_OPT, o -> {}, x, dims);
        float[] usual = run(net, OptLevel.ALL_OPT, o -> {}, x, dims);
        System.out.println(name + ": NO_OPT " + Arrays.toString(plain) + ", default " + Arrays.toString(usual));
        expect(near(plain, written) && near(usual, fused), Arrays.equals(written, fused) ? "scales by output: the same" : "scales by input: another answer by default");
    }

    public static void main(String[] arguments) throws Exception {
        environment = OrtEnvironment.getEnvironment();
        System.out.println("ONNX Runtime " + environment.getVersion());
        both("Conv, axis 1 by default", net("Conv", 1, 0), new float[] {4, 8.5f}, new float[] {0.5f, 11}, 1, 2, 1, 1);
        both("Conv, axis 0", net("Conv", 0, 0), new float[] {0.5f, 11}, new float[] {0.5f, 11}, 1, 2, 1, 1);
        both("Gemm transB, axis 1", net("Gemm", 1, 1), new float[] {4, 8.5f}, new float[] {0.5f, 11}, 1, 2);
        both("Gemm, axis 0", net("Gemm", 0, 0), new float[] {6, 8}, new float[] {0.5f, 10}, 1, 2);
        both("MatMul, axis 0", net("MatMul", 0, 0), new float[] {6, 8}, new float[] {0.5f, 10}, 1, 2);
        byte[] wide = net("MatMul", 0, 0, new int[] {1, 2, 3, 4, 5, 6}, 2, 3);
        float[] plain = run(wide, OptLevel.NO_OPT, o -> {}, new float[] {1, 2}, 1, 2);
        String failed = "";
        try {
            run(wide, OptLevel.ALL_OPT, o -> {}, new float[] {1, 2}, 1, 2);
        } catch (OrtException failure) {
            failed = failure.getMessage();
        }
        System.out.println("MatMul of 2 by 3, axis 0: NO_OPT " + Arrays.toString(plain) + ", default fails in " + failed.lines().findFirst().orElse("").replaceAll(".*running ([A-Za-z]+) node.*", "$1"));
        expect(near(plain, 8, 10, 12.5f) && failed.contains("QLinearMatMul"), "a wide one opens and fails at the run");
        both("MatMul, axis 1", net("MatMul", 1, 0), new float[] {0.5f, 10}, new float[] {0.5f, 10}, 1, 2);
    }
}
JAVA
export ORT_DISABLE_TELEMETRY=1
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
