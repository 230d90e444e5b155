#!/usr/bin/env bash
# libtorch 2.13.0 (org.bytedeco:pytorch:2.13.0-1.5.14), ReduceLROnPlateauScheduler of the C++ interface.
# Guess: as in Python: in mode max the rate falls when the metric has not risen for more than `patience` steps, whatever its sign,
# and with an absolute threshold t "risen" means above best + t.
# Instead: in mode max the best begins at the smallest positive float, so a metric below zero (a log-likelihood, a score) never
# counts as better: the rate is halved again and again while it improves all the time. In mode max with an absolute threshold
# "better" means above best TIMES t: a metric that falls at every step counts as better and the rate never falls.
# A user sees a run that stops learning, or a scheduler that never acts, without a message.
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

    static List<Double> rates(ReduceLROnPlateauScheduler.SchedulerMode mode, ReduceLROnPlateauScheduler.ThresholdMode how, double threshold, float... metrics) {
        Optimizer descent = new SGD(new TensorVector(torch.ones(1).set_requires_grad(true)), new SGDOptions(1));
        ReduceLROnPlateauScheduler scheduler =
                new ReduceLROnPlateauScheduler(descent, mode, 0.5f, 1, threshold, how, 0, (FloatPointer) new FloatPointer(0), 1e-12, false);
        List<Double> rates = new ArrayList<>();
        for (float metric : metrics) {
            scheduler.step(metric);
            rates.add(descent.param_groups().get(0).options().get_lr());
        }
        System.out.println(mode + " " + how + ", metrics " + Arrays.toString(metrics) + ": rates " + rates);
        return rates;
    }

    public static void main(String[] arguments) throws Exception {
        // Else a libtorch of the system is loaded, where there is one.
        org.bytedeco.javacpp.Loader.cacheResources("/org/bytedeco/pytorch/linux-x86_64/");
        System.out.println("pytorch presets 2.13.0-1.5.14, factor 0.5, patience 1");
        var max = ReduceLROnPlateauScheduler.SchedulerMode.max;
        var min = ReduceLROnPlateauScheduler.SchedulerMode.min;
        var relative = ReduceLROnPlateauScheduler.ThresholdMode.rel;
        var absolute = ReduceLROnPlateauScheduler.ThresholdMode.abs;
        expect(rates(max, relative, 1e-4, -10, -9, -8, -7, -6, -5, -4).get(6) == 0.125, "a rising metric below zero: the rate falls to an eighth");
        expect(rates(max, relative, 1e-4, 1, 2, 3, 4, 5, 6, 7).get(6) == 1, "a rising metric above zero: it stays");
        expect(rates(max, absolute, 0.01, .7f, .6f, .5f, .4f, .3f, .2f, .1f).get(6) == 1, "a falling metric with an absolute threshold: it stays too");
        expect(rates(max, relative, 1e-4, .7f, .6f, .5f, .4f, .3f, .2f, .1f).get(6) == 0.125, "with a relative one it falls");
        expect(rates(min, relative, 1e-4, 1, 1, 1, 1, 1, 1, 1).get(6) == 0.125, "mode min is right");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" -Dorg.bytedeco.javacpp.cachedir="$home/natives" -Dorg.bytedeco.javacpp.logger=none "$home/Finding.java"
