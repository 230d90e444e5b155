#!/usr/bin/env bash
# libtorch 2.13.0 (org.bytedeco:pytorch:2.13.0-1.5.14), a tensor hook written in Java that throws.
# Guess: the exception comes out of backward() as it was thrown, and no gradient has been added.
# Instead: backward() throws a RuntimeException with the text "java.lang.IllegalStateException: ..." and no cause: catching one's own
# type catches nothing. Leaves that the walk had reached before the hook have got their gradient, the others have not.
# A user who catches it and repeats the step adds to half of the parameters twice: v gets 2 and w 1, unless gradients are cleared first.
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

    public static void main(String[] arguments) throws Exception {
        // Else a libtorch of the system is loaded, where there is one.
        org.bytedeco.javacpp.Loader.cacheResources("/org/bytedeco/pytorch/linux-x86_64/");
        System.out.println("pytorch presets 2.13.0-1.5.14");
        Tensor v = torch.ones(1).set_requires_grad(true);
        Tensor w = torch.ones(1).set_requires_grad(true);
        boolean[] fails = {true};
        TensorTensorHook hook =
                new TensorTensorHook() {
                    @Override
                    public TensorBase call(TensorBase gradient) {
                        if (fails[0]) {
                            throw new IllegalStateException("mine");
                        }
                        return gradient;
                    }
                };
        Throwable seen = null;
        for (int i = 0; i < 2; i++) {
            Tensor hidden = w.mul(new Scalar(1));
            hidden.register_hook(hook);
            try {
                hidden.add(v).sum().backward();
            } catch (Throwable failure) {
                seen = failure;
            }
            fails[0] = false;
        }
        System.out.println("caught " + seen + ", cause " + seen.getCause() + "; v " + text(v.grad()) + ", w " + text(w.grad()));
        expect(seen.getClass() == RuntimeException.class && seen.getCause() == null, "the exception's type and cause are lost");
        expect(seen.getMessage().contains("IllegalStateException"), "its name stands in the text");
        expect(of(v.grad())[0] == 2 && of(w.grad())[0] == 1, "after the repeated step one gradient is double");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" -Dorg.bytedeco.javacpp.cachedir="$home/natives" -Dorg.bytedeco.javacpp.logger=none "$home/Finding.java"
