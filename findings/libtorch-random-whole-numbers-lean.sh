#!/usr/bin/env bash
# libtorch 2.13.0 (org.bytedeco:pytorch:2.13.0-1.5.14), random_ (which randint calls) on the CPU.
# Guess: whole numbers from 0 to n are equally likely, to within the sampling error, for each n.
# Instead: below n = 2^28 a number is a 32-bit one modulo n, without rejection: 2^32 is no multiple of n, so the first numbers come more often. For
# n = 201,326,592 the lower third has 0.34375 of the draws (0.33333 is right); from 2^28 on 64 bits are used and the lean is gone.
# A user who draws indices into a large table (rows, negative samples, hash buckets) prefers its beginning by up to 3 % without a word.
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

    static double lowerThird(long n) {
        Tensor whole = torch.empty(4_000_000).to(torch.ScalarType.Long).random_(0, new LongOptional(n), new GeneratorOptional(torch.make_generator_cpu(1)));
        double share = whole.lt(new Scalar(n / 3)).sum().item_long() / 4e6;
        System.out.println("random_(0, " + n + "): lower third " + share);
        return share;
    }

    public static void main(String[] arguments) throws Exception {
        // Else a libtorch of the system is loaded, where there is one.
        org.bytedeco.javacpp.Loader.cacheResources("/org/bytedeco/pytorch/linux-x86_64/");
        System.out.println("pytorch presets 2.13.0-1.5.14; the sampling error is 0.00024");
        expect(Math.abs(lowerThird(3L << 26) - 22 / 64.0) < 0.001, "0.34375");
        expect(Math.abs(lowerThird(3L << 25) - 43 / 128.0) < 0.001, "0.33594");
        expect(Math.abs(lowerThird(3L << 27) - 1 / 3.0) < 0.001, "above 2^28: 0.33333");
        expect(Math.abs(lowerThird(3000) - 1 / 3.0) < 0.001, "a small n: 0.33333");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" -Dorg.bytedeco.javacpp.cachedir="$home/natives" -Dorg.bytedeco.javacpp.logger=none "$home/Finding.java"
