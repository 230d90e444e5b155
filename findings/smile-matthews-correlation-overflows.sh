#!/usr/bin/env bash
# Smile 3.1.1 (smile-core), smile.validation.metric.MatthewsCorrelation.
# Guess: as documented, it lies between -1 (all wrong) and +1 (all right), and says of a hundred thousand examples what it says of a thousand with the same shares.
# Instead: right answers of the one class times right answers of the other is computed in 32 bits and wraps round, from 46,341 of each on: with every answer right, 92,000 examples have 1, 93,000 have
# -0.986, 131,072 have 0 and a million 0.004. With 95 % right, 100,000 have -0.82 where 0.90 is right. Nothing is thrown; accuracy, F and sensitivity beside it stay right.
# A user who measures on ten thousand pictures and then on a million reads "no better than chance" off the larger set, or picks the worse of two nets by a number that depends on how many
# pictures there are.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>com.github.haifengl</groupId><artifactId>smile-core</artifactId><version>3.1.1</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.util.*;
import smile.validation.metric.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static boolean near(double a, double b) {
        return Math.abs(a - b) < 1e-3;
    }

    /** The coefficient of n examples, half of each class; every wrong-th answer is wrong, none for 0. */
    static double correlation(int n, int wrong, double right) {
        int[] truth = new int[n];
        int[] answers = new int[n];
        for (int i = 0; i < n; i++) {
            truth[i] = i / 2 % 2;
            answers[i] = wrong > 0 && i % wrong == 0 ? 1 - truth[i] : truth[i];
        }
        double tp = 0, tn = 0, fp = 0, fn = 0;
        for (int i = 0; i < n; i++) {
            if (truth[i] == 1 && answers[i] == 1) tp++;
            else if (truth[i] == 1) fn++;
            else if (answers[i] == 1) fp++;
            else tn++;
        }
        double formula = (tp * tn - fp * fn) / Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
        double came = MatthewsCorrelation.of(truth, answers);
        System.out.printf(Locale.ROOT, "%,d examples, accuracy %.2f: %.4f where %.4f is right%n", n, Accuracy.of(truth, answers), came, formula);
        expect(near(formula, right), "the formula in 64 bits gives " + right);
        return came;
    }

    public static void main(String[] arguments) {
        expect(near(correlation(1_000, 0, 1), 1), "a thousand, all right: 1");
        expect(near(correlation(92_000, 0, 1), 1), "92,000, all right: 1");
        expect(correlation(93_000, 0, 1) < -0.98, "93,000, all right: nearly -1");
        expect(correlation(131_072, 0, 1) == 0, "131,072, all right: 0, chance");
        expect(Math.abs(correlation(1_000_000, 0, 1)) < 0.01, "a million, all right: nearly 0");
        expect(near(correlation(10_000, 20, 0.9045), 0.9045), "ten thousand, 95 % right: right");
        expect(correlation(100_000, 20, 0.9045) < -0.8, "a hundred thousand, 95 % right: below 0");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java" 2>/dev/null
