#!/usr/bin/env bash
# libtorch 2.13.0 (org.bytedeco:pytorch:2.13.0-1.5.14), DistributedRandomSampler of the C++ interface: which examples each worker gets.
# Guess: as its header says, "the sampling order is shuffled at each reset() call"; without duplicates an epoch leaves out the few examples that do not divide by the workers, other
# ones in each epoch, as Python's DistributedSampler(drop_last=True) does, which shuffles all examples and cuts then. With duplicates the examples that come twice change too.
# Instead: it cuts first and shuffles what is left: of 10 examples on 4 workers 8 and 9 are never drawn, in no epoch; with duplicates 0 and 1 come twice in every one. reset() alone gives the same
# order again and again, for the generator begins at the number of the epoch, which only set_epoch changes. With more than twice as many workers as examples an index behind the end comes out.
# A user whose files are sorted by class never trains on the last pictures of the last class, and counts the first ones of the first class double; one who calls reset() as the header says
# trains on one order, and each worker on one part of the examples, for ever.
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

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** What is left of the sampler's epoch, in order. */
    static List<Long> rest(DistributedRandomSampler sampler) {
        List<Long> indices = new ArrayList<>();
        for (SizeTVectorOptional batch = sampler.next(3); batch.has_value(); batch = sampler.next(3)) {
            for (long i = 0; i < batch.get().size(); i++) indices.add(batch.get().get(i));
        }
        return indices;
    }

    /** How often each example is drawn by all workers together. */
    static Map<Long, Integer> counts(int examples, int workers, boolean duplicates, int epochs) {
        Map<Long, Integer> counts = new TreeMap<>();
        for (int rank = 0; rank < workers; rank++) {
            DistributedRandomSampler sampler = new DistributedRandomSampler(examples, workers, rank, duplicates);
            for (int epoch = 0; epoch < epochs; epoch++) {
                sampler.set_epoch(epoch);
                sampler.reset();
                for (long index : rest(sampler)) counts.merge(index, 1, Integer::sum);
            }
        }
        System.out.println(examples + " examples, " + workers + " workers, " + (duplicates ? "with" : "without") + " duplicates, " + epochs + " epochs: times drawn " + counts);
        return counts;
    }

    public static void main(String[] arguments) throws Exception {
        // All natives are unpacked before the first is opened, lest the linker takes a libtorch_cpu.so of the system.
        Loader.cacheResources("/org/bytedeco/pytorch/linux-x86_64/");
        System.out.println("pytorch presets 2.13.0-1.5.14");
        Map<Long, Integer> without = counts(10, 4, false, 1000);
        expect(without.size() == 8 && !without.containsKey(8L) && !without.containsKey(9L), "examples 8 and 9 are drawn in none of 1,000 epochs");
        Map<Long, Integer> with = counts(10, 4, true, 1000);
        expect(with.get(0L) == 2000 && with.get(1L) == 2000 && with.get(2L) == 1000 && with.get(9L) == 1000, "with duplicates 0 and 1 come twice in each epoch, no other ever");
        expect(counts(2, 5, true, 1).containsKey(2L), "2 examples on 5 workers: index 2 comes out, where 0 and 1 are all there is");
        expect(counts(12, 4, false, 10).values().stream().allMatch(n -> n == 10), "where the workers divide the examples it is right");

        DistributedRandomSampler sampler = new DistributedRandomSampler(10, 2, 0, true);
        List<Long> first = rest(sampler);
        sampler.reset();
        List<Long> second = rest(sampler);
        sampler.reset();
        List<Long> third = rest(sampler);
        sampler.set_epoch(1);
        sampler.reset();
        List<Long> other = rest(sampler);
        System.out.println("after reset(): " + first + " " + second + " " + third + ", after set_epoch(1) and reset(): " + other);
        expect(first.equals(second) && second.equals(third), "reset() gives the same examples in the same order");
        expect(!other.equals(first), "only set_epoch changes it");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" -Dorg.bytedeco.javacpp.cachedir="$home/natives" -Dorg.bytedeco.javacpp.logger=none "$home/Finding.java"
