#!/usr/bin/env bash
# libtorch 2.13.0 (org.bytedeco:pytorch:2.13.0-1.5.14), uniform_ and rand on the CPU.
# Guess: uniform_(from, to) of a bfloat16 tensor is float32's number rounded, or rounded down: never `to`, and `from` about never.
# Instead: a number that rounds to `to` comes back as `from`. In bfloat16 the largest 512th of all draws turns into exact zeros; in float16 the
# largest 4,096th; in float32 the same happens at an interval far from zero: of uniform_(65536, 65537) the last half step lands on 65536.
# A user who draws -log(u) or Gumbel noise in mixed precision gets an infinity in every 512 cells; and two draws from one seed in two
# precisions, which should agree to rounding, differ by the whole interval in these cells.
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

    static double[] draw(torch.ScalarType type, double from, double to) {
        return of(torch.empty(1_000_000).to(type).uniform_(from, to, new GeneratorOptional(torch.make_generator_cpu(1))));
    }

    public static void main(String[] arguments) throws Exception {
        // Else a libtorch of the system is loaded, where there is one.
        org.bytedeco.javacpp.Loader.cacheResources("/org/bytedeco/pytorch/linux-x86_64/");
        System.out.println("pytorch presets 2.13.0-1.5.14");
        double[] single = draw(torch.ScalarType.Float, 0, 1);
        for (torch.ScalarType type : List.of(torch.ScalarType.BFloat16, torch.ScalarType.Half)) {
            double[] low = draw(type, 0, 1);
            double share = type == torch.ScalarType.Half ? 4096 : 512;
            int zeros = 0;
            double least = 1;
            for (int i = 0; i < low.length; i++) {
                if (low[i] == 0) {
                    zeros++;
                    least = Math.min(least, single[i] == 0 ? 1 : single[i]);
                }
            }
            System.out.println(type + ": " + zeros + " zeros of a million; the least of float32's numbers in these cells: " + least);
            expect(Math.abs(zeros / 1e6 * share - 1) < 0.2, "zero once in " + share);
            expect(least >= 1 - 1 / share, "and in these cells float32 draws its largest numbers");
        }
        Tensor u = torch.empty(100_000).to(torch.ScalarType.BFloat16).uniform_(0, 1, new GeneratorOptional(torch.make_generator_cpu(1)));
        long infinite = u.log().neg().log().neg().isinf().sum().item_long();
        System.out.println("infinite among 100,000 Gumbel numbers in bfloat16: " + infinite);
        expect(infinite > 100, "infinities among them");
        double[] far = draw(torch.ScalarType.Float, 65536, 65537);
        int first = 0;
        int last = 0;
        for (double x : far) {
            first += x == 65536 ? 1 : 0;
            last += x == 65537 ? 1 : 0;
        }
        System.out.println("float32, uniform_(65536, 65537), steps of 1/128: " + first + " of a million are 65536, " + last + " are 65537");
        expect(Math.abs(first / 1e6 * 128 - 1) < 0.1 && last == 0, "the first value, which is half a step, comes as often as a whole one");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" -Dorg.bytedeco.javacpp.cachedir="$home/natives" -Dorg.bytedeco.javacpp.logger=none "$home/Finding.java"
