#!/usr/bin/env bash
# libtorch 2.13.0 (org.bytedeco:pytorch:2.13.0-1.5.14), Module.save and Module.load of the C++ interface.
# Guess: loading the weights of a Linear(3, 2) into a Linear(5, 4) is refused with "size mismatch", as Python's load_state_dict does, and a
# file of doubles is refused or converted for a module of floats.
# Instead: load() points the module's tensors at the file's memory without a look at shape or type. The Linear(5, 4) takes 3 numbers and gives 2
# from then on, while its options still say 5. Doubles become floats bit by bit: 1.0 is read as 0.0, 1.875.
# A user who loads the file of another configuration or precision gets a net that answers, with an architecture that the code does not name, or with numbers that nobody has learned.
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

    static void hand(LinearImpl from, LinearImpl to) {
        String file = System.getProperty("java.io.tmpdir") + "/weights.pt";
        OutputArchive out = new OutputArchive();
        from.save(out);
        out.save_to(file);
        InputArchive in = new InputArchive();
        in.load_from(file);
        to.load(in);
    }

    public static void main(String[] arguments) throws Exception {
        // Else a libtorch of the system is loaded, where there is one.
        org.bytedeco.javacpp.Loader.cacheResources("/org/bytedeco/pytorch/linux-x86_64/");
        System.out.println("pytorch presets 2.13.0-1.5.14");
        LinearImpl small = new LinearImpl(3, 2);
        LinearImpl large = new LinearImpl(5, 4);
        hand(small, large);
        System.out.println("Linear(5, 4) after load: weight " + Arrays.toString(large.weight().shape()) + ", bias " + Arrays.toString(large.bias().shape()));
        expect(Arrays.equals(large.weight().shape(), new long[] {2, 3}), "the weight has the file's shape");
        expect(Arrays.equals(large.forward(torch.ones(1, 3)).shape(), new long[] {1, 2}), "3 numbers in, 2 out");
        expect(large.options().in_features().get() == 5, "its options still say 5 in");
        expect(text(large.forward(torch.ones(1, 3))).equals(text(small.forward(torch.ones(1, 3)))), "it answers as the small one");
        LinearImpl exact = new LinearImpl(2, 1);
        exact.to(torch.ScalarType.Double, false);
        try (NoGradGuard quiet = new NoGradGuard()) {
            exact.weight().fill_(new Scalar(1));
        }
        LinearImpl usual = new LinearImpl(2, 1);
        hand(exact, usual);
        System.out.println("saved as doubles " + text(exact.weight()) + ", loaded as " + usual.weight().dtype().name().getString() + " " + text(usual.weight()));
        expect(usual.weight().scalar_type().intern() == torch.ScalarType.Float && Arrays.equals(of(usual.weight()), new double[] {0, 1.875}), "doubles are read as floats, bit by bit");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" -Dorg.bytedeco.javacpp.cachedir="$home/natives" -Dorg.bytedeco.javacpp.logger=none "$home/Finding.java"
