#!/usr/bin/env bash
# ONNX Runtime 1.29.0 for Java, CPU: a Pad with zeros before a MaxPool, as converters write it for nets that pad by a layer of their own.
# Guess: zeros are numbers: where all of a window is below zero, the padded border gives 0, at each optimisation level.
# Instead: from BASIC_OPT on, which the default includes, the Pad becomes the pool's own padding, which counts as minus infinity: the border gives the largest number of the
# picture, below zero. Pads with another number than 0 are left alone.
# Behind a ReLU nobody notices. A user whose net has ELU, leaky or no activations there gets other answers by default than the file says.
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

    static byte[] net(float pad) {
        GraphProto.Builder g = GraphProto.newBuilder().addInput(value("x", 1, 1, 2, 2));
        g.addInitializer(TensorProto.newBuilder().setName("pads").setDataType(7).addDims(8).addAllInt64Data(List.of(0L, 0L, 1L, 1L, 0L, 0L, 0L, 0L)));
        g.addInitializer(floats("number", new float[] {pad}));
        AttributeProto kernel = AttributeProto.newBuilder().setName("kernel_shape").setType(AttributeProto.AttributeType.INTS).addInts(2).addInts(2).build();
        node(g, "Pad", "x pads number", "wide");
        node(g, "MaxPool", "wide", "y", kernel);
        return model(g.addOutput(value("y", 1, 1, 2, 2)));
    }

    public static void main(String[] arguments) throws Exception {
        environment = OrtEnvironment.getEnvironment();
        System.out.println("ONNX Runtime " + environment.getVersion());
        float[] x = {-1, -2, -3, -4};
        for (OptLevel level : OptLevel.values()) {
            float[] zeros = run(net(0), level, o -> {}, x, 1, 1, 2, 2);
            float[] other = run(net(-0.5f), level, o -> {}, x, 1, 1, 2, 2);
            System.out.println(level + ": -1 -2 -3 -4 padded with 0: " + Arrays.toString(zeros) + ", with -0.5: " + Arrays.toString(other));
            boolean plain = level == OptLevel.NO_OPT;
            expect(plain ? near(zeros, 0, 0, 0, -1) : near(zeros, -1, -1, -1, -1), plain ? "the border is 0" : "the border is -1");
            expect(near(other, -0.5f, -0.5f, -0.5f, -1), "another number is kept");
        }
    }
}
JAVA
export ORT_DISABLE_TELEMETRY=1
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
