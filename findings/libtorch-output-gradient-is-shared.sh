#!/usr/bin/env bash
# libtorch 2.13.0 (org.bytedeco:pytorch:2.13.0-1.5.14), autograd.
# Guess: y.backward(g) reads g. Three passes with the same g of ones add up to a gradient of 3.
# Instead: where only views (view, reshape, unsqueeze) or a scalar's addition lie between the leaf and y, the leaf's first gradient
# IS the memory of g. The second pass adds into it, so g doubles too: 1, 2, 4, 8. zero_grad(false) or clipping in place then
# changes the caller's g. With any other operation between, g stays and the gradient is 1, 2, 3, 4.
# A user who keeps a constant output gradient for several passes, or looks at it later, gets wrong gradients without an error.
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

    interface Net {
        Tensor of(Tensor leaf);
    }

    static double[] passes(String name, Tensor g, Net net) {
        Tensor w = torch.ones(2).set_requires_grad(true);
        double[] seen = new double[4];
        StringBuilder line = new StringBuilder(name);
        for (int i = 0; i < 4; i++) {
            net.of(w).backward(g, new BoolOptional(), false, new TensorArrayRefOptional());
            seen[i] = of(w.grad())[0];
            line.append(i == 0 ? ": " : ", ").append(text(w.grad())).append(" of g ").append(text(g));
        }
        System.out.println(line);
        return seen;
    }

    public static void main(String[] arguments) throws Exception {
        // Else a libtorch of the system is loaded, where there is one.
        org.bytedeco.javacpp.Loader.cacheResources("/org/bytedeco/pytorch/linux-x86_64/");
        System.out.println("pytorch presets 2.13.0-1.5.14");
        double[] doubling = {1, 2, 4, 8};
        double[] right = {1, 2, 3, 4};
        Tensor g = torch.ones(1, 2);
        expect(Arrays.equals(doubling, passes("reshape", g, w -> w.reshape(1, 2))), "a view: 1, 2, 4, 8");
        expect(of(g)[0] == 8, "and the caller's gradient is 8 now");
        expect(Arrays.equals(doubling, passes("unsqueeze", torch.ones(1, 2), w -> w.unsqueeze(0))), "another view: 1, 2, 4, 8");
        expect(Arrays.equals(doubling, passes("view, + 3", torch.ones(1, 2), w -> w.view(1, 2).add(new Scalar(3)))),
                "a view and a scalar's addition: 1, 2, 4, 8");
        expect(Arrays.equals(right, passes("the leaf", torch.ones(2), w -> w)), "the leaf itself: 1, 2, 3, 4");
        expect(Arrays.equals(right, passes("clone", torch.ones(2), w -> w.clone())), "a clone between: 1, 2, 3, 4");
        Tensor w = torch.ones(2).set_requires_grad(true);
        Tensor mine = torch.ones(2);
        w.view(2).backward(mine, new BoolOptional(), false, new TensorArrayRefOptional());
        new SGD(new TensorVector(w), new SGDOptions(0.1)).zero_grad(false);
        System.out.println("after zero_grad(false) the caller's gradient is " + text(mine));
        expect(of(mine)[0] == 0, "zero_grad(false) clears the caller's tensor");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" -Dorg.bytedeco.javacpp.cachedir="$home/natives" -Dorg.bytedeco.javacpp.logger=none "$home/Finding.java"
