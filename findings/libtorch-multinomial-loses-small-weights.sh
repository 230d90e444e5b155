#!/usr/bin/env bash
# libtorch 2.13.0 (org.bytedeco:pytorch:2.13.0-1.5.14), multinomial with replacement on the CPU, which weighted samplers of examples are made of.
# Guess: as documented, the weights need not sum to one, and an index is drawn in proportion to its weight: of a million weights of 1 and a million of 0.03 the second half has 2.9 % of the draws,
# in float32 to within float32's precision.
# Instead: the weights are added up one after another in their own type, and a weight below half a unit in the last place of the sum so far adds nothing: the second half is never drawn. With
# 0.04 it has 4.6 % where 3.8 % is right. Behind 60,000 ones a weight of 0.0015 is lost. With the small weights in front it is right to two digits, with float64 right, without replacement
# (another way of drawing) right as well. Of ten million equal weights some are drawn 0.84 times as often as they should be, some 1.12 times, by their place.
# A user who balances classes by weights, with examples sorted by class as folders are, never trains on the class that he weighted, or on another mixture by the order of the folders.
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

    static Tensor weights(int n, double first, double second) {
        return torch.cat(new TensorVector(torch.full(new long[] {n}, new Scalar(first)), torch.full(new long[] {n}, new Scalar(second))));
    }

    /** Of so many draws, the share with an index in the second half. */
    static double second(String what, Tensor weights, int draws, boolean replacement, double right) {
        Tensor drawn = torch.multinomial(weights, draws, replacement, new GeneratorOptional());
        double share = drawn.ge(new Scalar(weights.numel() / 2)).to(torch.ScalarType.Double).mean().item_double();
        System.out.printf(Locale.ROOT, "%s: second half %.5f of the draws where %.5f is right%n", what, share, right);
        return share;
    }

    static boolean near(double a, double b, double by) {
        return Math.abs(a - b) <= by;
    }

    public static void main(String[] arguments) throws Exception {
        // All natives are unpacked before the first is opened, lest the linker takes a libtorch_cpu.so of the system.
        Loader.cacheResources("/org/bytedeco/pytorch/linux-x86_64/");
        System.out.println("pytorch presets 2.13.0-1.5.14");
        torch.manual_seed(1);
        int million = 1_000_000;
        double right = 0.03 / 1.03;
        expect(second("a million of 1, a million of 0.03", weights(million, 1, 0.03), million, true, right) == 0, "30,000 draws were due, none came");
        expect(near(second("a million of 1, a million of 0.04", weights(million, 1, 0.04), million, true, 0.04 / 1.04), 0.0461, 0.001), "a fifth too many");
        expect(second("60,000 of 1, 60,000 of 0.0015", weights(60_000, 1, 0.0015), million, true, 0.0015 / 1.0015) == 0, "1,500 draws were due, none came");
        expect(near(1 - second("0.03 in front of 1", weights(million, 0.03, 1), million, true, 1 - right), right, 0.0015), "with the small weights in front it is nearly right");
        expect(near(second("in float64", weights(million, 1, 0.03).to(torch.ScalarType.Double), million, true, right), right, 0.001), "in float64 it is right");
        expect(second("without replacement", weights(million, 1, 0.03), million / 10, false, 0.0299) > 0.028, "without replacement the small weights are drawn");
        Tensor equal = torch.full(new long[] {10 * million}, new Scalar(1e-7));
        Tensor tenth = torch.multinomial(equal, 4 * million, true, new GeneratorOptional()).div(new Scalar(million)).to(torch.ScalarType.Long);
        Tensor counts = tenth.bincount().to(torch.ScalarType.Double);
        double[] shares = new double[10];
        new DoublePointer(counts.data_ptr()).get(shares);
        for (int i = 0; i < 10; i++) shares[i] = Math.round(shares[i] / 400) / 1000.0;
        System.out.println("ten million equal weights, draws of each million, 1 is right: " + Arrays.toString(shares));
        double least = Arrays.stream(shares).min().getAsDouble();
        double greatest = Arrays.stream(shares).max().getAsDouble();
        expect(least < 0.86 && greatest > 1.1, "equal weights are drawn from " + least + " to " + greatest + " times as often as they should");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" -Dorg.bytedeco.javacpp.cachedir="$home/natives" -Dorg.bytedeco.javacpp.logger=none "$home/Finding.java"
