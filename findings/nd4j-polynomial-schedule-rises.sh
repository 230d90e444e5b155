#!/usr/bin/env bash
# ND4J / Deeplearning4j 1.0.0-M2.1 (nd4j-api), learning-rate schedules: PolySchedule and CycleSchedule.
# Guess: PolySchedule is a polynomial decay, as its documentation calls it: initial * (1 + i / max) ^ -power, falling, and 0 after max steps (Caffe's and Keras's, initial * (1 - i / max) ^ power, falls too).
# CycleSchedule goes up to the greatest rate, down to the initial one, and stays below that in the annealing part at the end, as the picture in its documentation shows.
# Instead: the minus is missing: with power 1 the rate goes from 1 up to 1.8 in five steps, with power 2 up to 3.24, and then it is 0. The documented decay comes with a power below 0. In CycleSchedule,
# where the steps before annealing are odd in number, one is left over between the way down and annealing, and it gets initial / decay: ten times the initial rate, by default the greatest of
# all. A cycle of ten is 0.1 0.325 0.55 0.775 1 0.775 0.55 0.325 1 0.1.
# A user whose net should settle at the end of training has its greatest rates in the last steps, and then none at all, without a message.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.nd4j</groupId><artifactId>nd4j-api</artifactId><version>1.0.0-M2.1</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.util.*;
import org.nd4j.linalg.schedule.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static double[] rates(String what, ISchedule schedule, int n) {
        double[] rates = new double[n];
        for (int i = 0; i < n; i++) rates[i] = Math.round(schedule.valueAt(i, 0) * 1e4) / 1e4;
        System.out.println(what + ": " + Arrays.toString(rates));
        return rates;
    }

    public static void main(String[] arguments) {
        ScheduleType steps = ScheduleType.ITERATION;
        expect(Arrays.equals(rates("PolySchedule from 1, power 1, 5 steps", new PolySchedule(steps, 1, 1, 5), 7), new double[] {1, 1.2, 1.4, 1.6, 1.8, 0, 0}), "it rises, and then it is 0");
        expect(rates("power 2", new PolySchedule(steps, 1, 2, 5), 7)[4] == 3.24, "with power 2 up to 3.24");
        expect(rates("power 0.5, 1,000 steps, the first", new PolySchedule(steps, 0.1, 0.5, 1000), 4)[0] == 0.1
                && new PolySchedule(steps, 0.1, 0.5, 1000).valueAt(999, 0) > 0.14, "with power 0.5 and 1,000 steps the last rate is 0.14, the first 0.1");
        expect(Arrays.equals(rates("power -1", new PolySchedule(steps, 1, -1, 5), 5), new double[] {1, 0.8333, 0.7143, 0.625, 0.5556}), "the documented decay comes with a power of -1");

        double[] ten = rates("CycleSchedule up to 1, a cycle of 10", new CycleSchedule(steps, 1, 10), 10);
        expect(Arrays.equals(ten, new double[] {0.1, 0.325, 0.55, 0.775, 1, 0.775, 0.55, 0.325, 1, 0.1}), "in the last step but one the rate is the greatest again");
        double[] fifteen = rates("a cycle of 15", new CycleSchedule(steps, 1, 15), 15);
        expect(fifteen[11] == 0.25 && fifteen[12] == 1 && fifteen[13] == 0.1, "a cycle of 15: 0.25, then 1, then 0.1");
        double[] twenty = rates("a cycle of 20", new CycleSchedule(steps, 1, 20), 20);
        expect(twenty[17] == 0.2 && twenty[18] == 0.1 && twenty[19] == 0.01, "a cycle of 20, where cycle less annealing is even: right");
        double[] mild = rates("0.5 to 1, a cycle of 10, annealing 3 by 0.5", new CycleSchedule(steps, 0.5, 1, 10, 3, 0.5), 10);
        expect(mild[6] == 1 && mild[7] == 0.5 && mild[9] == 0.125, "with other settings too: initial divided by the decay");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
