#!/usr/bin/env bash
# libtorch 2.13.0 (org.bytedeco:pytorch:2.13.0-1.5.14) with OpenMP, from several Java threads.
# Guess: torch.set_num_threads(1) holds for the process: its name and place are global.
# Instead: it holds for the calling thread, and for threads that have not computed yet. A pool's thread that computed before keeps
# the count it began with, in both directions, whatever is set later elsewhere.
# A user who limits threads from main, after a warm-up in a pool, changes nothing for the pool; and the same request gets
# other counts by the thread that takes it, so other times and, for reductions, other bits.
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

    static int askedIn(java.util.concurrent.ExecutorService pool) throws Exception {
        return pool.submit(() -> torch.get_num_threads()).get();
    }

    public static void main(String[] arguments) throws Exception {
        // Else a libtorch of the system is loaded, where there is one.
        org.bytedeco.javacpp.Loader.cacheResources("/org/bytedeco/pytorch/linux-x86_64/");
        System.out.println("pytorch presets 2.13.0-1.5.14");
        torch.set_num_threads(2);
        var early = java.util.concurrent.Executors.newSingleThreadExecutor();
        System.out.println("main says 2, early thread has " + askedIn(early));
        torch.set_num_threads(1);
        var late = java.util.concurrent.Executors.newSingleThreadExecutor();
        int main = torch.get_num_threads();
        int first = askedIn(early);
        int second = askedIn(late);
        System.out.println("main says 1: main has " + main + ", early thread " + first + ", a new one " + second);
        expect(main == 1 && first == 2 && second == 1, "a thread that has computed keeps its count");
        torch.set_num_threads(3);
        System.out.println("main says 3: early thread " + askedIn(early) + ", the second " + askedIn(late));
        expect(askedIn(early) == 2 && askedIn(late) == 1, "whatever is said later");
        early.shutdown();
        late.shutdown();
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" -Dorg.bytedeco.javacpp.cachedir="$home/natives" -Dorg.bytedeco.javacpp.logger=none "$home/Finding.java"
