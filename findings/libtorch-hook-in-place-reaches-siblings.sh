#!/usr/bin/env bash
# libtorch 2.13.0 (org.bytedeco:pytorch:2.13.0-1.5.14), a tensor hook written in Java that scales its gradient in place.
# Guess: a hook on w concerns w: scaling what it is given scales w's gradient, or is refused.
# Instead: what a hook is given can be the very memory that another branch gets. Of w + u, a hook on w that multiplies in place by 10 makes
# u's gradient 10 too; the same hook on u leaves w's alone. It depends on which of the two is visited first.
# A user who clips or scales one layer's gradient in place by a hook changes its neighbours', by the order of the operands, without an error.
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

    static TensorTensorHook tenfold() {
        return new TensorTensorHook() {
            @Override
            public TensorBase call(TensorBase gradient) {
                new Tensor(gradient).mul_(new Scalar(10));
                return gradient;
            }
        };
    }

    public static void main(String[] arguments) throws Exception {
        // Else a libtorch of the system is loaded, where there is one.
        org.bytedeco.javacpp.Loader.cacheResources("/org/bytedeco/pytorch/linux-x86_64/");
        System.out.println("pytorch presets 2.13.0-1.5.14");
        for (boolean first : new boolean[] {true, false}) {
            Tensor w = torch.ones(2).set_requires_grad(true);
            Tensor u = torch.ones(2).set_requires_grad(true);
            TensorTensorHook hook = tenfold();
            (first ? w : u).register_hook(hook);
            w.add(u).mul(new Scalar(1)).sum().backward();
            System.out.println("hook on " + (first ? "w" : "u") + " of w + u: gradients w " + text(w.grad()) + ", u " + text(u.grad()));
            expect(of(u.grad())[0] == 10 && of(w.grad())[0] == (first ? 10 : 1), first ? "both are tenfold" : "u's alone");
        }
        Tensor w = torch.ones(2).set_requires_grad(true);
        Tensor u = torch.ones(2).set_requires_grad(true);
        TensorTensorHook hook =
                new TensorTensorHook() {
                    @Override
                    public TensorBase call(TensorBase gradient) {
                        return new Tensor(gradient).mul(new Scalar(10));
                    }
                };
        w.register_hook(hook);
        w.add(u).mul(new Scalar(1)).sum().backward();
        expect(of(u.grad())[0] == 1 && of(w.grad())[0] == 10, "a hook that returns a new tensor concerns w alone");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" -Dorg.bytedeco.javacpp.cachedir="$home/natives" -Dorg.bytedeco.javacpp.logger=none "$home/Finding.java"
