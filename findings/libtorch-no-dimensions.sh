#!/usr/bin/env bash
# libtorch 2.13.0 (org.bytedeco:pytorch:2.13.0-1.5.14), reductions over an empty list of dimensions.
# Guess: reductions agree on what an empty list means: either all dimensions, or none.
# Instead: sum, mean, amax, nansum, count_nonzero and vector_norm reduce everything; all and any reduce nothing and give every cell back;
# logsumexp throws from its inside about shapes nobody named ([] against [1, 1]).
# A user whose list of axes is computed (all but batch and channel, of a tensor that has only these) gets a scalar from one operation,
# a whole mask from the next, and in between a broadcast that fits.
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
        Tensor x = torch.arange(new Scalar(6)).to(torch.ScalarType.Float).reshape(2, 3);
        long[] none = {};
        Map<String, Tensor> by = new LinkedHashMap<>();
        by.put("sum", x.sum(none));
        by.put("mean", x.mean(none));
        by.put("amax", x.amax(none, false));
        by.put("nansum", x.nansum(none, false, new ScalarTypeOptional()));
        by.put("count_nonzero", x.count_nonzero(none));
        by.put("vector_norm", torch.linalg_vector_norm(x, new Scalar(2), none, false, new ScalarTypeOptional()));
        by.forEach((name, t) -> expect(t.dim() == 0, name + " of no dimensions gives one number: " + text(t)));
        for (Tensor t : List.of(x.all(none, false), x.any(none, false))) {
            expect(Arrays.equals(t.shape(), new long[] {2, 3}), "all and any of no dimensions give every cell: " + text(t));
        }
        String message = "";
        try {
            x.logsumexp(none, false);
        } catch (RuntimeException refused) {
            message = refused.getMessage().lines().findFirst().orElse("");
        }
        System.out.println("logsumexp: " + message);
        expect(message.contains("[1, 1]"), "logsumexp of no dimensions throws about its own buffer");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" -Dorg.bytedeco.javacpp.cachedir="$home/natives" -Dorg.bytedeco.javacpp.logger=none "$home/Finding.java"
