#!/usr/bin/env bash
# DJL 0.36.0 (ai.djl:api): MultiFactorTracker (a learning rate with milestones), LinearTracker, and Metrics.percentile.
# Guess: the value is a function of the update; with milestones {3, 6} and factor 0.1 it is 0.1 from update 3 on, as PyTorch's MultiStepLR has it. A rate never goes
# below 0. The 50th percentile of 1 ... 10 is 5.5 or 5, the 100th is the greatest.
# Instead: the drop comes one update later (3 still has 1, 4 has 0.1), and the tracker remembers: asked for update 100 once, it answers 0.01 for update 0 for ever after.
# LinearTracker without a least value goes on to -1 at update 20. The 50th percentile of 1 ... 10 is 6, the 90th is 10, and asking for the 100th throws.
# A user who takes one tracker for two trainings in a row, or draws the schedule before the run, trains with the last rate from the first step on.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>ai.djl</groupId><artifactId>api</artifactId><version>0.36.0</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import ai.djl.metric.Metrics;
import ai.djl.training.tracker.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static MultiFactorTracker milestones() {
        return MultiFactorTracker.builder().setBaseValue(1).optFactor(0.1f).setSteps(new int[] {3, 6}).build();
    }

    public static void main(String[] arguments) {
        System.out.println("DJL 0.36.0");
        MultiFactorTracker rate = milestones();
        System.out.println("milestones 3 and 6: update 3 has " + rate.getNewValue(3) + ", 4 has " + rate.getNewValue(4) + ", 7 has " + rate.getNewValue(7));
        MultiFactorTracker again = milestones();
        expect(again.getNewValue(3) == 1 && Math.abs(again.getNewValue(4) - 0.1f) < 1e-7, "one update later than the milestone");
        System.out.println("the same tracker at update 0 afterwards: " + rate.getNewValue(0));
        expect(rate.getNewValue(0) < 0.011f, "it remembers where it has been");
        float linear = LinearTracker.builder().setBaseValue(1).optSlope(-0.1f).build().getNewValue(20);
        System.out.println("1 - 0.1 an update, at 20: " + linear);
        expect(linear == -1, "a learning rate of -1");
        Metrics metrics = new Metrics();
        for (int i = 1; i <= 10; i++) metrics.addMetric("t", i);
        System.out.println("1 ... 10: 50th percentile " + metrics.percentile("t", 50).getValue() + ", 90th " + metrics.percentile("t", 90).getValue());
        expect(metrics.percentile("t", 50).getValue().doubleValue() == 6 && metrics.percentile("t", 90).getValue().doubleValue() == 10, "6 and 10");
        boolean thrown = false;
        try {
            metrics.percentile("t", 100);
        } catch (IndexOutOfBoundsException e) {
            thrown = true;
        }
        expect(thrown, "the 100th throws");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java" 2>/dev/null
