#!/usr/bin/env bash
# libtorch 2.13.0 (org.bytedeco:pytorch:2.13.0-1.5.14), ProcessGroupGloo: reduce and broadcast.
# Guess: reduce to one rank leaves the tensors of the others as they were (or makes the sum there too); broadcast gives every rank the values of the root, cell by cell,
# and refuses tensors of another count.
# Instead: after reduce the tensors of the other ranks hold a mixture by sections: the whole sum here, a part of it there, their own values elsewhere. Broadcast copies
# memory: a transposed root arrives in another order, of a slice the root's neighbouring columns are sent and the receiver's neighbours are overwritten, and a receiver
# with more cells keeps the rest of its own. Each time the answer of the wait is true, on every rank.
# A user who collects losses on rank 0 and goes on with the same tensor elsewhere, or hands out initial weights that are views, trains different nets on different workers.
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
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import org.bytedeco.javacpp.*;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.*;
import org.bytedeco.pytorch.global.torch;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    interface Work {
        /** What a rank holds in the end. */
        double[] of(int rank, ProcessGroupGloo group);
    }

    static double[] numbers(Tensor t) {
        Tensor plain = t.to(torch.ScalarType.Double).contiguous();
        double[] numbers = new double[(int) plain.numel()];
        new DoublePointer(plain.data_ptr()).get(numbers);
        return numbers;
    }

    static Tensor from(int first, int count) {
        return torch.arange(new Scalar(count)).to(torch.ScalarType.Float).add(new Scalar(first));
    }

    /** Each rank in a thread of its own. */
    static double[][] ranks(String name, int size, Work work) throws Exception {
        Path file = Files.createTempFile("store", "");
        Files.delete(file);
        ExecutorService pool = Executors.newFixedThreadPool(size);
        List<java.util.concurrent.Future<double[]>> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int rank = i;
            all.add(pool.submit(() -> {
                ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(new Milliseconds(20000));
                options.devices(new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname("127.0.0.1")));
                org.bytedeco.pytorch.FileStore store = new org.bytedeco.pytorch.FileStore(file.toString(), size);
                return work.of(rank, new ProcessGroupGloo(store, rank, size, options));
            }));
        }
        double[][] came = new double[size][];
        for (int i = 0; i < size; i++) {
            came[i] = all.get(i).get(30, TimeUnit.SECONDS);
            System.out.println(name + ", rank " + i + ": " + Arrays.toString(came[i]));
        }
        pool.shutdown();
        return came;
    }

    static void broadcast(ProcessGroupGloo group, Tensor t) {
        BroadcastOptions options = new BroadcastOptions();
        options.rootRank(0);
        if (!group.broadcast(new TensorVector(t), options)._wait()) throw new IllegalStateException("broadcast says false");
    }

    public static void main(String[] arguments) throws Exception {
        // Else a libtorch of the system is loaded, where there is one.
        org.bytedeco.javacpp.Loader.cacheResources("/org/bytedeco/pytorch/linux-x86_64/");
        System.out.println("pytorch presets 2.13.0-1.5.14");
        double[][] sums = ranks("reduce", 3, (rank, group) -> {
            Tensor t = from(10 * rank, 6);
            ReduceOptions options = new ReduceOptions();
            options.rootRank(0);
            if (!group.reduce(new TensorVector(t), options)._wait()) throw new IllegalStateException("reduce says false");
            return numbers(t);
        });
        expect(Arrays.equals(sums[0], new double[] {30, 33, 36, 39, 42, 45}), "the root has the sum");
        double[] own = {10, 11, 12, 13, 14, 15};
        boolean kept = false;
        boolean summed = false;
        for (int i = 0; i < 6; i++) {
            kept |= sums[1][i] == own[i];
            summed |= sums[1][i] == sums[0][i];
        }
        expect(kept && summed, "rank 1 holds its own numbers and sums in one tensor");
        double[][] turned = ranks("broadcast of a transposed tensor", 2, (rank, group) -> {
            Tensor t = rank == 0 ? from(0, 6).reshape(2, 3).t() : torch.zeros(3, 2);
            broadcast(group, t);
            return numbers(t);
        });
        expect(Arrays.equals(turned[0], new double[] {0, 3, 1, 4, 2, 5}) && Arrays.equals(turned[1], new double[] {0, 1, 2, 3, 4, 5}),
                "the receiver has another order");
        double[][] sliced = ranks("broadcast of two of four columns", 2, (rank, group) -> {
            Tensor whole = from(100 * rank, 12).reshape(3, 4);
            broadcast(group, whole.slice(1, new LongOptional(0), new LongOptional(2), 1));
            return numbers(whole);
        });
        expect(sliced[1][2] == 2 && sliced[1][8] == 108, "the receiver's third column was written over, its last row was not");
        double[][] longer = ranks("broadcast of 4 to 6", 2, (rank, group) -> {
            Tensor t = from(10 * rank, 4 + 2 * rank);
            broadcast(group, t);
            return numbers(t);
        });
        expect(Arrays.equals(longer[1], new double[] {0, 1, 2, 3, 14, 15}), "the longer one keeps its own rest");
        System.exit(0);
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" -Dorg.bytedeco.javacpp.cachedir="$home/natives" -Dorg.bytedeco.javacpp.logger=none "$home/Finding.java"
