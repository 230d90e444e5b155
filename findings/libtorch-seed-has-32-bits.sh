#!/usr/bin/env bash
# libtorch 2.13.0 (org.bytedeco:pytorch:2.13.0-1.5.14), generators on the CPU.
# Guess: make_generator_cpu(long) and manual_seed(long) take 64 bits, so two different seeds give two different streams.
# Instead: the CPU's Mersenne twister is filled from the lower 32 bits alone. 1 and 1 + 2^32 draw the same numbers for ever,
# while seed() and initial_seed() answer with all 64 bits.
# A user who derives a seed for each step, layer or worker by a 64-bit hash draws from 2^32 streams only: a repeated one is more
# likely than not after 77,000 of them, and (run << 32 | step) gives every run the same numbers.
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

    static Tensor draw(long seed) {
        return torch.empty(4).normal_(0, 1, new GeneratorOptional(torch.make_generator_cpu(seed)));
    }

    public static void main(String[] arguments) throws Exception {
        // Else a libtorch of the system is loaded, where there is one.
        org.bytedeco.javacpp.Loader.cacheResources("/org/bytedeco/pytorch/linux-x86_64/");
        System.out.println("pytorch presets 2.13.0-1.5.14");
        for (long high : new long[] {1, 2, 12345, 1L << 31}) {
            long other = 7 + (high << 32);
            System.out.println("seed 7: " + text(draw(7)) + ", seed " + other + ": " + text(draw(other)));
            expect(text(draw(7)).equals(text(draw(other))), "the upper half of the seed draws nothing else");
            expect(torch.make_generator_cpu(other).current_seed() == other, "though the generator says its seed is " + other);
        }
        expect(!text(draw(7)).equals(text(draw(8))), "the lower half does");
        torch.manual_seed(7);
        String first = text(torch.rand(3));
        torch.manual_seed(7 | 1L << 40);
        expect(first.equals(text(torch.rand(3))), "manual_seed: the same");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" -Dorg.bytedeco.javacpp.cachedir="$home/natives" -Dorg.bytedeco.javacpp.logger=none "$home/Finding.java"
