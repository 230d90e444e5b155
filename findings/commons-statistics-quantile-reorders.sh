#!/usr/bin/env bash
# Apache Commons Statistics 1.2 (commons-statistics-descriptive).
# Guess: Median and Quantile read their array; Quantile's default is the rule of NumPy, R and Excel (type 7).
# Instead: both put the caller's array into another order (a partial sort in place; withCopy(true) is what prevents it), and evaluateRange does so to
# the part that it was given. The default rule is type 8: the quartile of 1, 2, 8, 9 is 1.4167 where NumPy says 1.75.
# A user who takes the median of the seconds of each epoch and then writes them down by epoch writes them in a wrong order; pairs for a paired
# test come apart; and quartiles differ from those of every other table.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.apache.commons</groupId><artifactId>commons-statistics-descriptive</artifactId><version>1.2</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.util.*;
import org.apache.commons.statistics.descriptive.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    public static void main(String[] arguments) {
        System.out.println("commons-statistics-descriptive 1.2");
        double[] seconds = {9, 1, 8, 2, 7, 3};
        double[] before = seconds.clone();
        System.out.println("median " + Median.withDefaults().evaluate(seconds) + ", the array " + Arrays.toString(before) + " is now " + Arrays.toString(seconds));
        expect(!Arrays.equals(before, seconds), "Median has changed the order");
        double[] kept = before.clone();
        double median = Median.withDefaults().withCopy(true).evaluate(kept);
        expect(median == 5 && Arrays.equals(before, kept), "withCopy(true) leaves it");
        double[] part = {5, 4, 3, 2, 1};
        Median.withDefaults().evaluateRange(part, 1, 4);
        System.out.println("median of the middle three of 5 4 3 2 1: the array is now " + Arrays.toString(part));
        expect(Arrays.equals(part, new double[] {5, 2, 3, 4, 1}), "evaluateRange too");
        double quartile = Quantile.withDefaults().withCopy(true).evaluate(new double[] {1, 2, 8, 9}, 0.25);
        double seven = Quantile.withDefaults().withCopy(true).with(Quantile.EstimationMethod.HF7).evaluate(new double[] {1, 2, 8, 9}, 0.25);
        System.out.println("quartile of 1 2 8 9: " + quartile + ", by type 7 " + seven);
        expect(Math.abs(quartile - 17 / 12.0) < 1e-12 && seven == 1.75, "1.4167 where NumPy says 1.75");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
