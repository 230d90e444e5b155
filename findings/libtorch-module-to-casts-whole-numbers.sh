#!/usr/bin/env bash
# libtorch 2.13.0 (org.bytedeco:pytorch:2.13.0-1.5.14), Module.to(type) of the C++ interface.
# Guess: only floating-point numbers are cast: PyTorch's documentation of Module.to says that whole-number parameters and buffers keep their type, and the C++ header speaks of parameters alone.
# Counts, tables of class numbers and masks stay what they are.
# Instead: every buffer is cast, whole numbers and truth values too. A table of class numbers 255, 256, 257, 999 is 255, 256, 256, 1000 in bfloat16, and to(Float) afterwards does not bring them
# back; it cannot index any more. Batch norm's count of batches, by which the running mean is divided where there is no momentum, becomes a bfloat16 that stands still at 256 (a float16 at 2048).
# In float32 whole numbers from 16,777,217 on are lost, and what is saved holds floats where other programs look for int64.
# A user who halves a net's precision in one line, or only says to(Float) to be sure, gets other classes from the same weights, without an error.
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
import org.bytedeco.pytorch.Module;
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

    static String type(Tensor t) {
        return t.dtype().name().getString();
    }

    /** Batch norm's count after so many batches of bfloat16 or float16. */
    static double batches(torch.ScalarType type, int batches) {
        BatchNorm1dImpl norm = new BatchNorm1dImpl(new BatchNormOptions(1));
        norm.to(type, false);
        norm.train(true);
        Tensor x = torch.randn(4, 1).to(type);
        for (int i = 0; i < batches; i++) norm.forward(x);
        double count = of(norm.num_batches_tracked())[0];
        System.out.println(batches + " batches in " + type + ": counted " + count + ", a " + type(norm.num_batches_tracked()));
        return count;
    }

    public static void main(String[] arguments) throws Exception {
        // All natives are unpacked before the first is opened, lest the linker takes a libtorch_cpu.so of the system.
        Loader.cacheResources("/org/bytedeco/pytorch/linux-x86_64/");
        System.out.println("pytorch presets 2.13.0-1.5.14");
        Module module = new Module("net");
        module.register_buffer("classes", torch.tensor(new long[] {255, 256, 257, 999}));
        module.register_buffer("mask", torch.ones(2).to(torch.ScalarType.Bool));
        module.to(torch.ScalarType.BFloat16, false);
        Tensor classes = module.named_buffers().get("classes");
        System.out.println("class numbers 255, 256, 257, 999 in bfloat16: " + Arrays.toString(of(classes)) + ", a " + type(classes));
        expect(Arrays.equals(of(classes), new double[] {255, 256, 256, 1000}), "257 has become 256, and 999 is 1000");
        expect(type(module.named_buffers().get("mask")).contains("BFloat16"), "a mask of truth values has become bfloat16 as well");
        module.to(torch.ScalarType.Float, false);
        expect(Arrays.equals(of(module.named_buffers().get("classes")), new double[] {255, 256, 256, 1000}), "to(Float) does not bring them back");

        Module wide = new Module("wide");
        wide.register_buffer("ids", torch.tensor(new long[] {16777217, 1}));
        wide.to(torch.ScalarType.Float, false);
        Tensor ids = wide.named_buffers().get("ids");
        expect(of(ids)[0] == 16777216, "to(Float) alone makes 16777216 of 16777217");
        String message = "none";
        try {
            torch.ones(3, 2).index_select(0, ids.slice(0, new LongOptional(1), new LongOptional(2), 1));
        } catch (RuntimeException e) {
            message = e.getMessage().split("\n")[0];
        }
        System.out.println("as an index: " + message);
        expect(message.contains("int32 or int64"), "and the table cannot index any more");

        expect(batches(torch.ScalarType.Float, 3000) == 3000, "in float32 3,000 batches are counted");
        expect(batches(torch.ScalarType.Half, 3000) == 2048, "in float16 the count stands still at 2,048");
        expect(batches(torch.ScalarType.BFloat16, 3000) == 256, "in bfloat16 at 256");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" -Dorg.bytedeco.javacpp.cachedir="$home/natives" -Dorg.bytedeco.javacpp.logger=none "$home/Finding.java"
