#!/usr/bin/env bash
# ONNX Runtime 1.29.0 for Java, CPU: an int8 net written as QuantizeLinear and DequantizeLinear pairs.
# Guess: a bias that is dequantised by a scale of its own counts with that scale: the file says so, ONNX demands nothing else.
# Instead: from the extended level on Gemm and its pairs become one QGemm, which takes the bias' integers as if their scale were that of x times
# that of the weights. 3 and 5 with scale 1 count as 0.03 and 0.05. Conv checks and stays right.
# A user whose other tool writes biases with a scale of their own gets other answers by default than with NO_OPT, without a warning.
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

    static byte[] net(String op, float biasScale, int... bias) {
        boolean conv = op.equals("Conv");
        long[] dims = conv ? new long[] {2, 2, 1, 1} : new long[] {2, 2};
        GraphProto.Builder g = GraphProto.newBuilder().addInput(conv ? value("x", 1, 2, 1, 1) : value("x", 1, 2));
        g.addInitializer(floats("sx", new float[] {0.1f})).addInitializer(ints("zx", 2, new int[] {0}));
        g.addInitializer(floats("sy", new float[] {0.1f})).addInitializer(ints("zy", 2, new int[] {0}));
        g.addInitializer(floats("sw", new float[] {0.1f})).addInitializer(ints("zw", 3, new int[] {0}));
        g.addInitializer(floats("sb", new float[] {biasScale})).addInitializer(ints("zb", 6, new int[] {0}));
        g.addInitializer(ints("w", 3, new int[] {10, 0, 0, 10}, dims)).addInitializer(ints("b", 6, bias, 2));
        node(g, "QuantizeLinear", "x sx zx", "qx");
        node(g, "DequantizeLinear", "qx sx zx", "fx");
        node(g, "DequantizeLinear", "w sw zw", "fw");
        node(g, "DequantizeLinear", "b sb zb", "fb");
        node(g, op, "fx fw fb", "sum");
        node(g, "QuantizeLinear", "sum sy zy", "qy");
        node(g, "DequantizeLinear", "qy sy zy", "y");
        return model(g.addOutput(conv ? value("y", 1, 2, 1, 1) : value("y", 1, 2)));
    }

    public static void main(String[] arguments) throws Exception {
        environment = OrtEnvironment.getEnvironment();
        System.out.println("ONNX Runtime " + environment.getVersion());
        float[] x = {1, 2};
        for (OptLevel level : List.of(OptLevel.NO_OPT, OptLevel.BASIC_OPT, OptLevel.EXTENDED_OPT, OptLevel.ALL_OPT)) {
            float[] gemm = run(net("Gemm", 1, 3, 5), level, o -> {}, x, 1, 2);
            float[] same = run(net("Gemm", 0.01f, 300, 500), level, o -> {}, x, 1, 2);
            float[] conv = run(net("Conv", 1, 3, 5), level, o -> {}, x, 1, 2, 1, 1);
            System.out.println(level + ": Gemm, bias 3 and 5 by scale 1 " + Arrays.toString(gemm) + "; 300 and 500 by 0.01 " + Arrays.toString(same) + "; Conv " + Arrays.toString(conv));
            boolean fused = level == OptLevel.EXTENDED_OPT || level == OptLevel.ALL_OPT;
            expect(fused ? near(gemm, 1, 2.1f) : near(gemm, 4, 7), fused ? "the bias has all but gone" : "[1 2] + [3 5]");
            expect(near(same, 4, 7), "with the product of the scales it is right at each level");
            expect(near(conv, 4, 7), "Conv is right at each level");
        }
    }
}
JAVA
export ORT_DISABLE_TELEMETRY=1
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
