#!/usr/bin/env bash
# ONNX Runtime 1.29.0 for Java: SessionOptions.addInitializer, which gives a model other weights without touching its file.
# Guess: the new tensor takes the place of the old one, whatever the optimisation level; a name that is not in the model, or a tensor of
# another shape, is refused.
# Instead: constants are folded with the OLD numbers first: a weight that meets another constant (a scale, a transpose, a batch norm) on its way
# is silently kept from BASIC_OPT on, which the default includes, and replaced with NO_OPT. A name that is nowhere is ignored without a word. A
# tensor of another shape is taken: the model's output then has 3 columns where its file says 2.
# A user who swaps fine-tuned weights in gets the old net, or a mixture of both, and no message.
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

    static byte[] net(boolean folded) {
        GraphProto.Builder g = GraphProto.newBuilder().addInput(value("x", 1, 2));
        g.addInitializer(floats("w", new float[] {1, 0, 0, 1}, 2, 2)).addInitializer(floats("k", new float[] {2}));
        if (folded) {
            node(g, "Mul", "w k", "scaled");
            node(g, "MatMul", "x scaled", "y");
        } else {
            node(g, "MatMul", "x w", "product");
            node(g, "Mul", "product k", "y");
        }
        return model(g.addOutput(ValueInfoProto.newBuilder().setName("y").setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(1)))));
    }

    public static void main(String[] arguments) throws Exception {
        environment = OrtEnvironment.getEnvironment();
        System.out.println("ONNX Runtime " + environment.getVersion());
        float[] x = {1, 2};
        try (OnnxTensor ten = OnnxTensor.createTensor(environment, FloatBuffer.wrap(new float[] {10, 0, 0, 10}), new long[] {2, 2});
                OnnxTensor wide = OnnxTensor.createTensor(environment, FloatBuffer.wrap(new float[] {10, 0, 0, 10, 5, 5}), new long[] {2, 3})) {
            for (OptLevel level : List.of(OptLevel.NO_OPT, OptLevel.BASIC_OPT, OptLevel.ALL_OPT)) {
                float[] plain = run(net(false), level, o -> o.addInitializer("w", ten), x, 1, 2);
                float[] folded = run(net(true), level, o -> o.addInitializer("w", ten), x, 1, 2);
                float[] nowhere = run(net(false), level, o -> o.addInitializer("weight", ten), x, 1, 2);
                float[] shape = run(net(false), level, o -> o.addInitializer("w", wide), x, 1, 2);
                System.out.println(level + ": (x w) k " + Arrays.toString(plain) + ", x (w k) " + Arrays.toString(folded) + ", unknown name " + Arrays.toString(nowhere) + ", another shape " + Arrays.toString(shape));
                expect(near(plain, 20, 40), "(x w) k: replaced");
                expect(level == OptLevel.NO_OPT ? near(folded, 20, 40) : near(folded, 2, 4), "x (w k): replaced with NO_OPT only");
                expect(near(nowhere, 2, 4), "an unknown name: no error");
                expect(near(shape, 60, 20, 20), "another shape: no error, three columns");
            }
        }
    }
}
JAVA
export ORT_DISABLE_TELEMETRY=1
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
