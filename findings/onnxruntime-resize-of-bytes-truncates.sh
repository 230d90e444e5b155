#!/usr/bin/env bash
# ONNX Runtime 1.29.0 for Java, CPU: Resize of uint8, and Cast of float to uint8.
# Guess: what Resize gives for bytes is what it gives for the same numbers as floats, rounded to the nearest; a mode that opens also runs; Cast to uint8
# stops at 0 and 255 as QuantizeLinear does, or at least as the cubic mode with antialias does.
# Instead: linear without antialias cuts off the fraction (0.75 is 0, 66.75 is 66), with antialias it rounds; the mean of a smooth picture drops by half a step at
# each Resize. Cubic without antialias opens and fails when it is run, over a wrong type. The detour over floats goes wrong at edges: the cubic kernel
# overshoots to -14, and Cast makes 243 of that: black becomes almost white. 256 becomes 0, 300 becomes 44, NaN and infinity 0.
# A user who puts the preparation of pictures into the graph gets darker pictures, or specks along every sharp edge, without an error.
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

    static GraphProto.Builder node(GraphProto.Builder graph, String op, String in, String out, AttributeProto... more) {
        return graph.addNode(NodeProto.newBuilder().setOpType(op).setName(op + out).addAllInput(List.of(in.split(" ", -1)))
                .addAllOutput(List.of(out.split(" "))).addAllAttribute(List.of(more)));
    }

    static AttributeProto text(String name, String v) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.STRING)
                .setS(com.google.protobuf.ByteString.copyFromUtf8(v)).build();
    }

    static Object run(GraphProto.Builder graph, OnnxTensor x, OptLevel level) throws OrtException {
        byte[] model = ModelProto.newBuilder().setIrVersion(10)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(21)).setGraph(graph.setName("g")).build().toByteArray();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(level);
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment.createSession(model, options); OrtSession.Result result = session.run(Map.of("x", x))) {
                return result.get(0).getValue();
            }
        }
    }

    static OnnxTensor bytes(int... row) throws OrtException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(row.length);
        for (int each : row) buffer.put((byte) each);
        return OnnxTensor.createTensor(environment, buffer.rewind(), new long[] {1, 1, 1, row.length}, OnnxJavaType.UINT8);
    }

    static OnnxTensor floats(int... row) throws OrtException {
        FloatBuffer buffer = FloatBuffer.allocate(row.length);
        for (int each : row) buffer.put(each);
        return OnnxTensor.createTensor(environment, buffer.rewind(), new long[] {1, 1, 1, row.length});
    }

    /** Twice as wide. */
    static GraphProto.Builder resize(int type, String mode, int antialias) {
        GraphProto.Builder graph = GraphProto.newBuilder().addInput(value("x", type, 1, 1, 1, 8)).addOutput(value("y", type, 1, 1, 1, 16))
                .addInitializer(TensorProto.newBuilder().setName("sizes").setDataType(7).addDims(4).addAllInt64Data(List.of(1L, 1L, 1L, 16L)));
        return node(graph, "Resize", "x   sizes", "y", text("mode", mode), whole("antialias", antialias), number("cubic_coeff_a", -0.5f));
    }

    static int[] whole(Object answer) {
        byte[] row = ((byte[][][][]) answer)[0][0][0];
        int[] numbers = new int[row.length];
        for (int i = 0; i < row.length; i++) numbers[i] = row[i] & 255;
        return numbers;
    }

    static int[] cast(float... numbers) throws OrtException {
        GraphProto.Builder graph = GraphProto.newBuilder().addInput(value("x", 1, 1, 1, 1, numbers.length)).addOutput(value("y", 2, 1, 1, 1, numbers.length));
        node(graph, "Cast", "x", "y", whole("to", 2));
        return whole(run(graph, OnnxTensor.createTensor(environment, FloatBuffer.wrap(numbers), new long[] {1, 1, 1, numbers.length}), OptLevel.NO_OPT));
    }

    public static void main(String[] arguments) throws Exception {
        environment = OrtEnvironment.getEnvironment();
        System.out.println("ONNX Runtime " + environment.getVersion());
        int[] row = {0, 1, 2, 3, 4, 4, 255, 0};
        for (OptLevel level : List.of(OptLevel.NO_OPT, OptLevel.ALL_OPT)) {
            float[] right = ((float[][][][]) run(resize(1, "linear", 0), floats(row), level))[0][0][0];
            int[] plain = whole(run(resize(2, "linear", 0), bytes(row), level));
            int[] smooth = whole(run(resize(2, "linear", 1), bytes(row), level));
            System.out.println("linear: " + Arrays.toString(right) + "\n  of bytes " + Arrays.toString(plain) + "\n  antialiased " + Arrays.toString(smooth));
            boolean cut = true;
            boolean rounded = true;
            for (int i = 0; i < right.length; i++) {
                cut &= plain[i] == (int) Math.floor(right[i]);
                rounded &= smooth[i] == Math.round(right[i]);
            }
            expect(cut && plain[2] == 0 && right[2] == 0.75f, "linear of bytes cuts off the fraction");
            expect(rounded, "with antialias, which changes nothing when enlarging, it rounds");
            String refused = "";
            try {
                run(resize(2, "cubic", 0), bytes(row), level);
            } catch (OrtException failure) {
                refused = failure.getMessage();
            }
            expect(refused.contains("ExecuteKernel") || refused.contains("running Resize node"), "cubic of bytes without antialias opens and fails when run");
            float[] over = ((float[][][][]) run(resize(1, "cubic", 1), floats(row), level))[0][0][0];
            int[] cut255 = whole(run(resize(2, "cubic", 1), bytes(row), level));
            System.out.println("cubic: " + over[10] + " as float, " + cut255[10] + " as byte, " + cast(over[10])[0] + " by Cast");
            expect(over[10] < -13 && cut255[10] == 0 && cast(over[10])[0] > 240, "black becomes almost white through floats and Cast");
        }
        int[] casts = cast(255.9f, 256, 300, -1, 1e10f, Float.NaN, Float.POSITIVE_INFINITY);
        expect(Arrays.equals(casts, new int[] {255, 0, 44, 255, 0, 0, 0}), "Cast keeps the lowest eight bits: " + Arrays.toString(casts));
    }
}
JAVA
export ORT_DISABLE_TELEMETRY=1
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
