#!/usr/bin/env bash
# libtorch 2.13.0 (org.bytedeco:pytorch:2.13.0-1.5.14), torch::nn::utils.
# Guess: parameters_to_vector and vector_to_parameters copy numbers, one out, one in.
# Instead: parameters_to_vector copies, vector_to_parameters does not: the parameters become views of the vector. Each later step of
# the optimizer changes the "saved" vector, and two models that are filled from one vector are one model.
# A user who keeps the best weights of a training as a vector and puts them back finds, on the second return, the latest ones.
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
        TensorVector one = new TensorVector(torch.zeros(2).set_requires_grad(true), torch.zeros(1, 2).set_requires_grad(true));
        TensorVector two = new TensorVector(torch.zeros(2).set_requires_grad(true), torch.zeros(1, 2).set_requires_grad(true));
        Tensor best = torch.ones(4);
        torch.vector_to_parameters(best, one);
        torch.vector_to_parameters(best, two);
        one.get(0).sum().add(one.get(1).sum()).backward();
        new SGD(one, new SGDOptions(0.25)).step();
        System.out.println("after one step of the first model: it " + text(one.get(0)) + ", the vector " + text(best) + ", the second model " + text(two.get(0)));
        expect(of(best)[0] == 0.75 && of(best)[3] == 0.75, "the step has changed the saved vector");
        expect(of(two.get(0))[0] == 0.75, "and the other model");
        Tensor out = torch.parameters_to_vector(one);
        out.fill_(new Scalar(5));
        expect(of(one.get(0))[0] == 0.75, "parameters_to_vector copies");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" -Dorg.bytedeco.javacpp.cachedir="$home/natives" -Dorg.bytedeco.javacpp.logger=none "$home/Finding.java"
