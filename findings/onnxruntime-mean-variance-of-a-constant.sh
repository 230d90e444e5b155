#!/usr/bin/env bash
# ONNX Runtime 1.29.0 for Java, CPU: MeanVarianceNormalization, InstanceNormalization and LayerNormalization of a channel that is constant.
# Guess: all three have an epsilon (the definition of MeanVarianceNormalization divides by the deviation + 1e-9), so a constant gives 0, or the bias.
# Instead: MeanVarianceNormalization gives NaN for the whole channel: its kernel leaves the epsilon out. InstanceNormalization of 12345.678 with bias 0.5 gives 0.75, for the
# mean is off by rounding and the error is divided by sqrt(epsilon). LayerNormalization gives 0.
# A user who normalises pictures inside the graph gets NaN for each black, white or masked-out one, and a letterbox makes it likely.
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

    public static void main(String[] arguments) throws Exception {
        environment = OrtEnvironment.getEnvironment();
        System.out.println("ONNX Runtime " + environment.getVersion());
        float[][][][] two = {{{{5, 5, 5}}, {{1, 2, 3}}}};
        float[][][][] mvn = (float[][][][]) run(node(GraphProto.newBuilder().addInput(value("x", 1, 1, 2, 1, 3)), "MeanVarianceNormalization", "x", "y", wholes("axes", 0, 2, 3))
                .addOutput(value("y", 1, 1, 2, 1, 3)), Map.of("x", two))[0];
        System.out.println("MeanVarianceNormalization of 5 5 5 | 1 2 3: " + Arrays.deepToString(mvn));
        expect(Float.isNaN(mvn[0][0][0][0]) && Math.abs(mvn[0][1][0][2] - 1.2247f) < 1e-3, "NaN for the constant channel, the other is right");
        float[][][] constant = {{{12345.678f, 12345.678f, 12345.678f}}};
        GraphProto.Builder instance = GraphProto.newBuilder().addInput(value("x", 1, 1, 1, 3))
                .addInitializer(TensorProto.newBuilder().setName("s").setDataType(1).addFloatData(1).addDims(1))
                .addInitializer(TensorProto.newBuilder().setName("b").setDataType(1).addFloatData(0.5f).addDims(1));
        float[][][] norm = (float[][][]) run(node(instance, "InstanceNormalization", "x s b", "y").addOutput(value("y", 1, 1, 1, 3)), Map.of("x", constant))[0];
        System.out.println("InstanceNormalization of 12345.678 three times, bias 0.5: " + norm[0][0][0]);
        expect(Math.abs(norm[0][0][0] - 0.5f) > 0.1, "not the bias");
        GraphProto.Builder layer = GraphProto.newBuilder().addInput(value("x", 1, 1, 1, 3))
                .addInitializer(TensorProto.newBuilder().setName("s").setDataType(1).addFloatData(1).addFloatData(1).addFloatData(1).addDims(3));
        float[][][] zero = (float[][][]) run(node(layer, "LayerNormalization", "x s", "y").addOutput(value("y", 1, 1, 1, 3)), Map.of("x", constant))[0];
        expect(zero[0][0][0] == 0, "LayerNormalization gives 0");
    }
}
JAVA
export ORT_DISABLE_TELEMETRY=1
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
