#!/usr/bin/env bash
# ONNX Runtime 1.29.0 for Java, CPU: two pairs of QuantizeLinear and DequantizeLinear in a row, each with a scale of its own.
# Guess: x is rounded to the first scale and then to the second, as the file says; at most, two equal pairs become one.
# Instead: from BASIC_OPT on, which the default includes, two pairs become one whatever their scales, with the range that both have and all 256 steps over it: the coarser rounding
# is gone. Behind a last DequantizeLinear of scale 1 come 0.4 and 1.2; a first rounding to whole numbers is left out in front of a finer one. Results of a scale of 1
# are no multiples of 1 any more.
# A user whose net was trained with coarse rounding inside (four bits written as pairs in eight), or whose exporter put pairs of two scales at a seam, gets other
# answers by default than the file says and than every other engine gives, up to half of the coarser step in each cell.
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
import java.nio.FloatBuffer;
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

    static void node(GraphProto.Builder graph, String op, String in, String out) {
        graph.addNode(NodeProto.newBuilder().setOpType(op).setName(out).addAllInput(List.of(in.split(" "))).addOutput(out));
    }

    /** A pair of uint8. */
    static void pair(GraphProto.Builder graph, String in, String out, float scale, int zero) {
        graph.addInitializer(TensorProto.newBuilder().setName(out + "s").setDataType(1).addFloatData(scale));
        graph.addInitializer(TensorProto.newBuilder().setName(out + "z").setDataType(2).addInt32Data(zero));
        node(graph, "QuantizeLinear", in + " " + out + "s " + out + "z", out + "q");
        node(graph, "DequantizeLinear", out + "q " + out + "s " + out + "z", out);
    }

    static byte[] model(float first, int firstZero, float second, int secondZero, int cells) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("g").addInput(value("x", cells)).addOutput(value("y", cells));
        pair(graph, "x", "a", first, firstZero);
        pair(graph, "a", "y", second, secondZero);
        return ModelProto.newBuilder().setIrVersion(8).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13)).setGraph(graph).build().toByteArray();
    }

    static float[] run(byte[] model, OptLevel level, float[] x) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(level);
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment.createSession(model, options);
                    OnnxTensor in = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {x.length});
                    OrtSession.Result result = session.run(Map.of("x", in))) {
                float[] y = new float[x.length];
                ((OnnxTensor) result.get(0)).getFloatBuffer().get(y);
                return y;
            }
        }
    }

    static boolean near(float[] a, float... b) {
        for (int i = 0; i < a.length; i++) if (!(Math.abs(a[i] - b[i]) < 1e-4)) return false;
        return true;
    }

    static void both(String name, byte[] model, float[] x, float[] written, float[] came) throws OrtException {
        System.out.println(name + ", x = " + Arrays.toString(x));
        for (OptLevel level : OptLevel.values()) System.out.println("  " + level + " " + Arrays.toString(run(model, level, x)));
        expect(near(run(model, OptLevel.NO_OPT, x), written), "operator by operator it is as written");
        expect(near(run(model, OptLevel.ALL_OPT, x), came), Arrays.equals(written, came) ? "by default too" : "by default the coarser rounding is left out");
    }

    public static void main(String[] arguments) throws Exception {
        environment = OrtEnvironment.getEnvironment();
        System.out.println("ONNX Runtime " + environment.getVersion());
        float[] x = {0.4f, 1.2f, 0.75f, 2.1f};
        both("whole numbers, then hundredths", model(1, 128, 0.01f, 0, 4), x, new float[] {0, 1, 1, 2}, x);
        both("hundredths, then whole numbers", model(0.01f, 0, 1, 128, 4), x, new float[] {0, 1, 1, 2}, x);
        both("hundredths twice", model(0.01f, 0, 0.01f, 0, 4), x, x, x);
    }
}
JAVA
export ORT_DISABLE_TELEMETRY=1
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
