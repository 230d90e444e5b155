#!/usr/bin/env bash
# ONNX Runtime 1.29.0 for Java, CPU: RandomUniform, Bernoulli, Dropout in training mode with the attribute seed.
# Guess: another seed gives other numbers; over many seeds each cell of a dropout mask is kept in half of them.
# Instead: the first uniform number is seed x 7.826e-6 (a Lehmer generator, begun at the seed itself), the second is linear in the seed too, so small seeds
# all begin near 0: with rate 0.5 the first cell is DROPPED for each of the seeds 1 to 1000, and Bernoulli(0.5) begins with 0. A seed of 0 and one of
# -1 are a seed of 1; a fraction is cut off; two nodes of one seed draw the same numbers.
# A user who trains or samples with seeds 1, 2, 3, ... (as everybody does) never sees the first unit learn in the first step, averages runs that are not
# independent, and adds the same noise twice where two layers were given one seed.
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

    static float[] uniform(float seed) throws OrtException {
        return (float[]) run(node(GraphProto.newBuilder(), "RandomUniform", "", "y", wholes("shape", 3), number("seed", seed)).addOutput(value("y", 1, 3)), Map.of())[0];
    }

    public static void main(String[] arguments) throws Exception {
        environment = OrtEnvironment.getEnvironment();
        System.out.println("ONNX Runtime " + environment.getVersion());
        boolean linear = true;
        for (int seed = 1; seed <= 5; seed++) {
            float[] u = uniform(seed);
            System.out.println("seed " + seed + ": " + Arrays.toString(u));
            linear &= Math.abs(u[0] - seed * 16807.0 / Integer.MAX_VALUE) < 1e-9 && Math.abs(u[1] - seed * 0.13153779 % 1) < 1e-5;
        }
        expect(linear, "first and second number are multiples of the seed");
        expect(Arrays.equals(uniform(0), uniform(1)) && Arrays.equals(uniform(-1), uniform(1)), "seeds 0 and -1 are seed 1");
        expect(Arrays.equals(uniform(1.9f), uniform(1)), "1.9 is 1");
        int kept = 0;
        int second = 0;
        int ones = 0;
        for (int seed = 1; seed <= 1000; seed++) {
            GraphProto.Builder drop = GraphProto.newBuilder().addInput(value("x", 1, 8))
                    .addInitializer(TensorProto.newBuilder().setName("rate").setDataType(1).addFloatData(0.5f))
                    .addInitializer(TensorProto.newBuilder().setName("training").setDataType(9).addInt32Data(1));
            node(drop, "Dropout", "x rate training", "y", whole("seed", seed)).addOutput(value("y", 1, 8));
            float[] y = (float[]) run(drop, Map.of("x", new float[] {1, 1, 1, 1, 1, 1, 1, 1}))[0];
            kept += y[0] > 0 ? 1 : 0;
            second += y[1] > 0 ? 1 : 0;
            GraphProto.Builder toss = GraphProto.newBuilder().addInput(value("x", 1, 1));
            node(toss, "Bernoulli", "x", "y", number("seed", seed)).addOutput(value("y", 1, 1));
            ones += ((float[]) run(toss, Map.of("x", new float[] {0.5f}))[0])[0] > 0 ? 1 : 0;
        }
        System.out.println("of 1000 seeds: first cell kept in " + kept + ", second in " + second + ", a toss gives 1 in " + ones);
        expect(kept == 0 && ones == 0 && second > 450 && second < 550, "the first cell is kept in none, the second in half");
    }
}
JAVA
export ORT_DISABLE_TELEMETRY=1
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
