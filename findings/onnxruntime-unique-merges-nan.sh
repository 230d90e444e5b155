#!/usr/bin/env bash
# ONNX Runtime 1.29.0 for Java, CPU: Unique.
# Guess: NaN is a value of its own, once (as in NumPy) or as often as it stands there; in any case the numbers beside it stay.
# Instead: NaN is equal to whatever it is compared with. Of {NaN, 1, 2} only NaN comes out, counted three times; of {5, NaN, 1, 2} the NaN is counted as a
# second 5, and the inverse index calls it that; of {2, NaN, 1, NaN, 2} nothing shows that there was a NaN. What comes out depends on the order.
# A user who counts classes, labels or token ids inside a graph loses or invents values through one bad cell, without an error.
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
import java.util.*;

public class Finding {
    static OrtEnvironment environment;

    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** Type 1 is float, 6 is int32, 7 is int64. */
    static ValueInfoProto value(String name, int type, long... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long d : dims) shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(d));
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(
                TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape))).build();
    }

    static AttributeProto whole(String name, long v) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(v).build();
    }

    static AttributeProto number(String name, float v) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOAT).setF(v).build();
    }

    static AttributeProto wholes(String name, long... v) {
        AttributeProto.Builder a = AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long each : v) a.addInts(each);
        return a.build();
    }

    static GraphProto.Builder node(GraphProto.Builder graph, String op, String in, String out, AttributeProto... more) {
        return graph.addNode(NodeProto.newBuilder().setOpType(op).setName(op + out).addAllInput(in.isEmpty() ? List.of() : List.of(in.split(" ")))
                .addAllOutput(List.of(out.split(" "))).addAllAttribute(List.of(more)));
    }

    /** All outputs, in order. */
    static Object[] run(GraphProto.Builder graph, Map<String, Object> inputs) throws OrtException {
        byte[] model = ModelProto.newBuilder().setIrVersion(10)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(21)).setGraph(graph.setName("g")).build().toByteArray();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OptLevel.NO_OPT);
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment.createSession(model, options)) {
                Map<String, OnnxTensor> tensors = new HashMap<>();
                for (var in : inputs.entrySet()) tensors.put(in.getKey(), OnnxTensor.createTensor(environment, in.getValue()));
                try (OrtSession.Result result = session.run(tensors)) {
                    List<Object> values = new ArrayList<>();
                    for (var each : result) values.add(each.getValue().getValue());
                    return values.toArray();
                }
            }
        }
    }

    static Object[] unique(float... x) throws OrtException {
        GraphProto.Builder g = node(GraphProto.newBuilder().addInput(value("x", 1, x.length)), "Unique", "x", "y first inverse counts");
        for (String name : List.of("y", "first", "inverse", "counts")) {
            g.addOutput(ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(name.equals("y") ? 1 : 7))));
        }
        Object[] out = run(g, Map.of("x", x));
        System.out.println(Arrays.toString(x) + ": values " + Arrays.toString((float[]) out[0]) + ", inverse " + Arrays.toString((long[]) out[2])
                + ", counts " + Arrays.toString((long[]) out[3]));
        return out;
    }

    public static void main(String[] arguments) throws Exception {
        environment = OrtEnvironment.getEnvironment();
        System.out.println("ONNX Runtime " + environment.getVersion());
        float nan = Float.NaN;
        Object[] first = unique(nan, 1, 2);
        expect(Arrays.equals((float[]) first[0], new float[] {nan}) && ((long[]) first[3])[0] == 3, "a NaN in front swallows the others");
        Object[] inside = unique(5, nan, 1, 2);
        expect(Arrays.equals((float[]) inside[0], new float[] {1, 2, 5}) && ((long[]) inside[2])[1] == 2, "a NaN behind 5 is a 5");
        Object[] two = unique(2, nan, 1, nan, 2);
        expect(Arrays.equals((float[]) two[0], new float[] {1, 2}), "two of them leave no trace");
        Object[] fine = unique(2, 3, 1, 3, 2);
        expect(Arrays.equals((long[]) fine[3], new long[] {1, 2, 2}), "without NaN it is right");
    }
}
JAVA
export ORT_DISABLE_TELEMETRY=1
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
