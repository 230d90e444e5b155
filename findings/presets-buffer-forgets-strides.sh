#!/usr/bin/env bash
# JavaCPP's presets for PyTorch 2.13.0-1.5.14, AbstractTensor.createBuffer.
# Guess: the buffer of a transposed tensor holds its numbers in logical order, or is refused because it is not contiguous.
# Instead: the buffer starts at the tensor's first number and runs on through memory: numel() numbers in the order of the storage,
# strides forgotten, without an error. createIndexer, one method further, does follow the strides.
# A user who reads a transposed matrix, a column, or a picture channels last by createBuffer gets plausible numbers in a wrong order,
# for a column even those of other columns.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencyManagement><dependencies><dependency><groupId>org.bytedeco</groupId><artifactId>openblas</artifactId><version>0.3.31-1.5.13</version></dependency></dependencies></dependencyManagement>
<dependencies>
<dependency><groupId>org.bytedeco</groupId><artifactId>pytorch</artifactId><version>2.13.0-1.5.14</version></dependency>
<dependency><groupId>org.bytedeco</groupId><artifactId>pytorch</artifactId><version>2.13.0-1.5.14</version><classifier>linux-x86_64</classifier></dependency>
<dependency><groupId>org.bytedeco</groupId><artifactId>openblas</artifactId><version>0.3.31-1.5.13</version><classifier>linux-x86_64</classifier></dependency>
<dependency><groupId>org.bytedeco</groupId><artifactId>javacpp</artifactId><version>1.5.14</version><classifier>linux-x86_64</classifier></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.util.*;
import org.bytedeco.javacpp.*;
import org.bytedeco.pytorch.*;
import org.bytedeco.pytorch.global.torch;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** The numbers in logical order. */
    static double[] of(Tensor t) {
        Tensor plain = t.detach().to(torch.ScalarType.Double).contiguous();
        double[] numbers = new double[(int) plain.numel()];
        new DoublePointer(plain.data_ptr()).get(numbers);
        return numbers;
    }

    static String text(Tensor t) {
        return Arrays.toString(of(t));
    }

    static float[] read(Tensor t) {
        java.nio.FloatBuffer buffer = t.createBuffer();
        float[] numbers = new float[buffer.remaining()];
        buffer.get(numbers);
        return numbers;
    }

    public static void main(String[] arguments) throws Exception {
        // Else a libtorch of the system is loaded, where there is one.
        org.bytedeco.javacpp.Loader.cacheResources("/org/bytedeco/pytorch/linux-x86_64/");
        System.out.println("pytorch presets 2.13.0-1.5.14");
        Tensor x = torch.arange(new Scalar(6)).to(torch.ScalarType.Float).reshape(2, 3);
        Tensor turned = x.t();
        System.out.println("transposed: tensor " + text(turned) + ", buffer " + Arrays.toString(read(turned)));
        expect(Arrays.equals(read(turned), new float[] {0, 1, 2, 3, 4, 5}), "the transposed tensor's buffer is not transposed");
        Tensor column = x.select(1, 1);
        System.out.println("column 1: tensor " + text(column) + ", buffer " + Arrays.toString(read(column)));
        expect(Arrays.equals(read(column), new float[] {1, 2}), "the column's buffer holds 1, 2 instead of 1, 4");
        org.bytedeco.javacpp.indexer.FloatIndexer indexer = turned.createIndexer();
        expect(indexer.get(0, 1) == 3 && indexer.get(2, 0) == 2, "createIndexer follows the strides");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" -Dorg.bytedeco.javacpp.cachedir="$home/natives" -Dorg.bytedeco.javacpp.logger=none "$home/Finding.java"
