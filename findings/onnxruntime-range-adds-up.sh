#!/usr/bin/env bash
# ONNX Runtime 1.29.0 for Java, CPU: Range of float32.
# Guess: the definition's formula: cell i is start + i * delta, each rounded once; so cell 10,000 of a range by 0.1 is 1000, and none reaches the limit, which is exclusive.
# Instead: each cell is the one before plus delta, in float32, and the roundings add up: cell 10,000 is 999.903, nearly one step behind, cell 999,999 is 100,958 where 99,999.9 is right, 958 above the
# limit. 0 to 10 by 0.01 has 1,001 cells (0.01 in float32 is a little less), and the last one is 10.000134. There are as many cells as the formula says. In float64 the same, a billion times
# smaller; whole numbers are right. (The operator's function body on the same page adds up as well, the text does not; NumPy and libtorch multiply.)
# A user whose graph makes its grid of positions, times or bin edges by Range gets another grid than in training, off by steps at its end, and a last position outside the picture.
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
import java.util.*;

public class Finding {
    static OrtEnvironment environment;

    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** A value without dimensions, of an element type of ONNX: 1 is float, 7 is int64, 11 is double. */
    static ValueInfoProto scalar(String name, int type) {
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(
                TypeProto.Tensor.newBuilder().setElemType(type).setShape(TensorShapeProto.newBuilder()))).build();
    }

    static Object range(int type, OnnxTensor start, OnnxTensor limit, OnnxTensor delta) throws OrtException {
        List<String> names = List.of("start", "limit", "delta");
        GraphProto.Builder graph = GraphProto.newBuilder().setName("g")
                .addNode(NodeProto.newBuilder().setOpType("Range").setName("range").addAllInput(names).addOutput("y"))
                .addOutput(ValueInfoProto.newBuilder().setName("y").setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type))));
        for (String name : names) graph.addInput(scalar(name, type));
        byte[] model = ModelProto.newBuilder().setIrVersion(10)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(21)).setGraph(graph).build().toByteArray();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(model, options);
                OrtSession.Result result = session.run(Map.of("start", start, "limit", limit, "delta", delta))) {
            return result.get(0).getValue();
        }
    }

    static float[] floats(float start, float limit, float delta) throws OrtException {
        float[] cells = (float[]) range(1, OnnxTensor.createTensor(environment, start), OnnxTensor.createTensor(environment, limit), OnnxTensor.createTensor(environment, delta));
        int last = cells.length - 1;
        System.out.println(start + " to " + limit + " by " + delta + ": " + cells.length + " cells, the last " + cells[last] + " where " + (float) (start + last * (double) delta) + " is right");
        return cells;
    }

    public static void main(String[] arguments) throws Exception {
        environment = OrtEnvironment.getEnvironment();
        System.out.println("ONNX Runtime " + environment.getVersion());
        float[] tenths = floats(0, 100_000, 0.1f);
        System.out.println("cell 10,000: " + tenths[10_000] + ", cell 100,000: " + tenths[100_000]);
        expect(tenths.length == 1_000_000, "there are as many cells as the formula says");
        expect(Math.abs(tenths[10_000] - 999.903f) < 1e-3, "cell 10,000 is nearly one step behind 1000");
        expect(Math.abs(tenths[999_999] - 100_958.24f) < 0.1, "the last cell is 958 above the exclusive limit");
        float sum = 0;
        boolean same = true;
        for (float cell : tenths) {
            same &= cell == sum;
            sum += 0.1f;
        }
        expect(same, "each cell is the one before plus 0.1, bit for bit");
        float[] hundredths = floats(0, 10, 0.01f);
        expect(hundredths.length == 1001 && hundredths[1000] > 10 && hundredths[1000] - 10 > 1e-4, "from 0 to 10 by 0.01 the last cell is beyond 10");
        expect(1000 * 0.01f <= 10, "the formula's is not");
        float[] parts = floats(0, 1, 1e-4f);
        expect(parts[parts.length - 1] > 1.00005f, "from 0 to 1 by 0.0001 neither: half a step above 1");
        long[] whole = (long[]) range(7, OnnxTensor.createTensor(environment, 0L), OnnxTensor.createTensor(environment, 3_000_000L), OnnxTensor.createTensor(environment, 3L));
        expect(whole.length == 1_000_000 && whole[999_999] == 2_999_997, "whole numbers are right");
        double[] wide = (double[]) range(11, OnnxTensor.createTensor(environment, 0.0), OnnxTensor.createTensor(environment, 100_000.0), OnnxTensor.createTensor(environment, 0.1));
        System.out.println("in float64, cell 999,999: " + wide[999_999]);
        expect(Math.abs(wide[999_999] - 99_999.9) > 1e-7 && Math.abs(wide[999_999] - 99_999.9) < 1e-3, "float64 adds up too, a billion times more finely");
    }
}
JAVA
export ORT_DISABLE_TELEMETRY=1
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
