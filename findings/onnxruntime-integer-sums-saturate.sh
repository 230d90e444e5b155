#!/usr/bin/env bash
# ONNX Runtime 1.29.0 for Java, CPU: ReduceSum, ReduceProd and ReduceSumSquare of whole numbers.
# Guess: whole numbers are added as whole numbers: exact in int64, and where int32 overflows it wraps round as Add does.
# Instead: they go through floating point and back. Above 2^53 an int64 sum is rounded (9007199254740993 + 0 gives ...992, 2^62 + 1 gives 2^62, while ReduceMax keeps
# them); an int32 sum that overflows stops at 2147483647 or -2147483648, where Add gives -2147483648.
# A user who adds up ids, hashes, byte counts or fixed-point numbers in a graph gets a number that is close, which is the worst kind of wrong.
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

    static long[] longs(String op, long... x) throws OrtException {
        return (long[]) run(node(GraphProto.newBuilder().addInput(value("x", 7, x.length)), op, "x", "y").addOutput(value("y", 7, 1)), Map.of("x", x))[0];
    }

    static int[] ints(String op, int... x) throws OrtException {
        return (int[]) run(node(GraphProto.newBuilder().addInput(value("x", 6, x.length)), op, "x", "y").addOutput(value("y", 6, 1)), Map.of("x", x))[0];
    }

    public static void main(String[] arguments) throws Exception {
        environment = OrtEnvironment.getEnvironment();
        System.out.println("ONNX Runtime " + environment.getVersion());
        long odd = (1L << 53) + 1;
        System.out.println("int64: sum of " + odd + " and 0 is " + longs("ReduceSum", odd, 0)[0] + ", their greatest " + longs("ReduceMax", odd, 0)[0]);
        expect(longs("ReduceSum", odd, 0)[0] == odd - 1 && longs("ReduceMax", odd, 0)[0] == odd, "an int64 sum is rounded to 53 bits");
        expect(longs("ReduceSum", (1L << 62) + 1, 0)[0] == 1L << 62, "2^62 + 1 is 2^62");
        int[] two = (int[]) run(node(GraphProto.newBuilder().addInput(value("x", 6, 1)).addInput(value("w", 6, 1)), "Add", "x w", "y").addOutput(value("y", 6, 1)),
                Map.of("x", new int[] {Integer.MAX_VALUE}, "w", new int[] {1}))[0];
        System.out.println("int32: 2147483647 + 1 is " + ints("ReduceSum", Integer.MAX_VALUE, 1)[0] + " by ReduceSum, " + two[0] + " by Add");
        expect(ints("ReduceSum", Integer.MAX_VALUE, 1)[0] == Integer.MAX_VALUE && two[0] == Integer.MIN_VALUE, "ReduceSum saturates where Add wraps");
        expect(ints("ReduceSum", Integer.MIN_VALUE, -1)[0] == Integer.MIN_VALUE, "below, too");
        expect(ints("ReduceProd", 65536, 65536)[0] == Integer.MAX_VALUE && ints("ReduceSumSquare", 65536, 1)[0] == Integer.MAX_VALUE, "products and squares too");
    }
}
JAVA
export ORT_DISABLE_TELEMETRY=1
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
