#!/usr/bin/env bash
# ONNX Runtime 1.29.0 for Java, CPU: nets with dynamic quantisation (DynamicQuantizeLinear and MatMulInteger, as ONNX Runtime's own quantize_dynamic writes them).
# Guess: an example's answer is that of a batch of one, but for the last digits, since no operator mixes examples; a NaN is refused or stays where it is.
# Instead: one scale is taken over the whole batch. Beside a neighbour of 1 the answers change in the second digit, beside one of 100 by up to a half, and beside one of 1e4
# all answers are exactly 0; an infinity in one example makes every example NaN. A NaN is not seen at all when the scale is taken, and its own row answers with numbers.
# A user whose server puts requests together gets answers that depend on strangers' requests, up to "all classes alike" beside one badly scaled input.
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
import java.nio.*;
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
        for (long d : dims) shape.addDim(d < 0 ? TensorShapeProto.Dimension.newBuilder().setDimParam("n") : TensorShapeProto.Dimension.newBuilder().setDimValue(d));
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(
                TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape))).build();
    }

    static AttributeProto whole(String name, long v) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(v).build();
    }

    static GraphProto.Builder node(GraphProto.Builder graph, String op, String in, String out, AttributeProto... more) {
        return graph.addNode(NodeProto.newBuilder().setOpType(op).setName(op + out).addAllInput(List.of(in.split(" ", -1)))
                .addAllOutput(List.of(out.split(" "))).addAllAttribute(List.of(more)));
    }

    static final int SIZE = 8;

    /** A linear layer as quantize_dynamic leaves it. */
    static byte[] net() {
        byte[] weights = new byte[SIZE * 3];
        Random random = new Random(1);
        for (int i = 0; i < weights.length; i++) weights[i] = (byte) (random.nextInt(255) - 127);
        GraphProto.Builder graph = GraphProto.newBuilder().setName("g").addInput(value("x", 1, -1, SIZE)).addOutput(value("y", 1, -1, 3))
                .addInitializer(TensorProto.newBuilder().setName("w").setDataType(3).addDims(SIZE).addDims(3)
                        .setRawData(com.google.protobuf.ByteString.copyFrom(weights)))
                .addInitializer(TensorProto.newBuilder().setName("scale").setDataType(1).addFloatData(0.01f));
        node(graph, "DynamicQuantizeLinear", "x", "q s zero");
        node(graph, "MatMulInteger", "q w zero", "sums");
        node(graph, "Cast", "sums", "floats", whole("to", 1));
        node(graph, "Mul", "s scale", "both");
        node(graph, "Mul", "floats both", "y");
        return ModelProto.newBuilder().setIrVersion(10).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(21)).setGraph(graph).build().toByteArray();
    }

    static float[][] answers(OrtSession session, float[]... rows) throws OrtException {
        try (OnnxTensor x = OnnxTensor.createTensor(environment, rows); OrtSession.Result result = session.run(Map.of("x", x))) {
            return (float[][]) result.get(0).getValue();
        }
    }

    static float[] neighbour(float[] like, float number) {
        float[] other = like.clone();
        other[4] = number;
        return other;
    }

    static double off(float[] a, float[] b) {
        double most = 0;
        for (int i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]) / Math.abs(b[i]));
        return most;
    }

    public static void main(String[] arguments) throws Exception {
        environment = OrtEnvironment.getEnvironment();
        System.out.println("ONNX Runtime " + environment.getVersion());
        float[] example = {0.4f, -0.7f, 0.2f, 0.9f, -0.3f, 0.6f, -1.1f, 0.5f};
        for (OptLevel level : List.of(OptLevel.NO_OPT, OptLevel.ALL_OPT)) {
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setOptimizationLevel(level);
                options.setIntraOpNumThreads(1);
                try (OrtSession session = environment.createSession(net(), options)) {
                    float[] alone = answers(session, example)[0];
                    System.out.println(level + ", alone: " + Arrays.toString(alone));
                    for (float number : new float[] {1.5f, 100, 1e4f, Float.POSITIVE_INFINITY}) {
                        System.out.println("  beside " + number + ": " + Arrays.toString(answers(session, example, neighbour(example, number))[0]));
                    }
                    double near = off(answers(session, example, neighbour(example, 1.5f))[0], alone);
                    expect(near > 1e-4 && near < 0.5, "a neighbour of the same size changes the answer by " + near);
                    expect(off(answers(session, example, neighbour(example, 100))[0], alone) > 0.1, "one of 100 by more than a tenth");
                    expect(Arrays.equals(answers(session, example, neighbour(example, 1e4f))[0], new float[3]), "beside 1e4 every answer is 0");
                    float[] infinite = answers(session, example, neighbour(example, Float.POSITIVE_INFINITY))[0];
                    expect(Float.isNaN(infinite[0]) && Float.isNaN(infinite[2]), "an infinity beside it makes it NaN");
                    float[][] lost = answers(session, example, neighbour(example, Float.NaN));
                    expect(Float.isFinite(lost[1][0]) && off(lost[0], alone) == 0, "a NaN answers with numbers: " + Arrays.toString(lost[1]));
                    expect(off(answers(session, example, example)[0], alone) == 0, "beside its like the answer is its own");
                }
            }
        }
    }
}
JAVA
export ORT_DISABLE_TELEMETRY=1
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
