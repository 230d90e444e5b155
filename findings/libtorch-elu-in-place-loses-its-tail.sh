#!/usr/bin/env bash
# libtorch 2.13.0 (org.bytedeco:pytorch:2.13.0-1.5.14), elu_, celu_ and selu_: gradients in bfloat16 beside those of elu, celu and selu.
# Guess: the function that ends in an underscore spares memory; values and gradients are those of the one that does not, but for a rounding of 16 bits, some 0.4 %, or 0.1 % in half precision.
# Instead: in place the derivative is made from the rounded result, y + alpha, where the other makes it from the argument: at -4 it is 6 % off in bfloat16, at -5 16 %, at -6 58 %; from -6.3 downwards the
# result is -1 and the derivative 0, where the other has 9e-4 at -7: such a unit never learns again. selu's limit, -1.758, is no number of 16 bits: in place its derivative does not fall below
# 2.9e-4 however far below 0 the argument lies, in bfloat16 and in half precision: at -18 ten thousand times the right one, 2.7e-8.
# A user who saves memory by in-place activations and trains in bfloat16 trains another net: units that saturate die (elu, celu), or go on being moved by noise (selu).
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
import org.bytedeco.javacpp.*;
import org.bytedeco.pytorch.*;
import org.bytedeco.pytorch.global.torch;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** The derivative at a number by a backward pass, in place or not. */
    static double derivative(double at, torch.ScalarType type, String name, boolean inPlace) {
        Tensor x = torch.full(new long[] {1}, new Scalar(at)).to(type).set_requires_grad(true);
        Tensor copy = x.mul(new Scalar(1.0));
        Tensor y = switch (name) {
            case "elu" -> inPlace ? torch.elu_(copy) : torch.elu(copy);
            case "celu" -> inPlace ? torch.celu_(copy) : torch.celu(copy);
            case "selu" -> inPlace ? torch.selu_(copy) : torch.selu(copy);
            default -> throw new IllegalArgumentException(name);
        };
        y.sum().backward();
        return x.grad().item_double();
    }

    /** By what share of itself the derivative in place is off. */
    static double off(double at, String name) {
        return Math.abs(derivative(at, torch.ScalarType.BFloat16, name, true) / Math.exp(at) - 1);
    }

    public static void main(String[] arguments) throws Exception {
        // All natives are unpacked before the first is opened, lest the linker takes a libtorch_cpu.so of the system.
        Loader.cacheResources("/org/bytedeco/pytorch/linux-x86_64/");
        System.out.println("pytorch presets 2.13.0-1.5.14");
        for (String name : new String[] {"elu", "celu", "selu"}) {
            for (torch.ScalarType type : new torch.ScalarType[] {torch.ScalarType.BFloat16, torch.ScalarType.Half, torch.ScalarType.Float}) {
                StringBuilder line = new StringBuilder(name + " " + type + ", derivative (in place):");
                for (double at : new double[] {-1, -4, -5, -6, -7, -9, -18}) {
                    line.append(String.format(java.util.Locale.ROOT, " %s: %.2e (%.2e)", at, derivative(at, type, name, false), derivative(at, type, name, true)));
                }
                System.out.println(line);
            }
        }
        for (String name : new String[] {"elu", "celu"}) {
            expect(off(-4, name) > 0.05 && off(-5, name) > 0.15 && off(-6, name) > 0.5, name + " in place in bfloat16 is off by more than 5, 15 and 50 % at -4, -5 and -6");
            expect(derivative(-7, torch.ScalarType.BFloat16, name, true) == 0, name + " in place in bfloat16 has no derivative at -7");
            expect(Math.abs(derivative(-7, torch.ScalarType.BFloat16, name, false) / Math.exp(-7) - 1) < 0.005, "which " + name + " not in place has to half a percent");
        }
        for (torch.ScalarType type : new torch.ScalarType[] {torch.ScalarType.BFloat16, torch.ScalarType.Half}) {
            expect(derivative(-18, type, "selu", true) > 2.8e-4, "selu in place has more than 2.8e-4 at -18 in " + type);
        }
        expect(derivative(-18, torch.ScalarType.BFloat16, "selu", false) < 3e-8, "which is 2.7e-8 not in place");
        expect(derivative(-9, torch.ScalarType.Float, "selu", true) / derivative(-9, torch.ScalarType.Float, "selu", false) < 1.01, "in 32 bits both agree at -9 to a percent");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" -Dorg.bytedeco.javacpp.cachedir="$home/natives" -Dorg.bytedeco.javacpp.logger=none "$home/Finding.java"
