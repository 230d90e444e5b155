#!/usr/bin/env bash
# Smile 3.1.1 (smile-base), smile.math.MathEx: var, sd, cor, median, q1.
# Guess: the variance is taken around the mean (two passes, or Welford), so 1e9 + {1, 2, 3} has variance 1; the median of two numbers is their mean.
# Instead: var is (sum of squares - square of the sum / n) / (n - 1): times in milliseconds have variance 0, 1e8 + {0.1, 0.2, 0.3} has -2 and a deviation of NaN, and
# 1e6 + {1, 2, 3, 4} is off in the fourth digit. The median of an even count is the upper of the two in the middle: that of 0 and 10 is 10; the array is put in order.
# A user who prints mean and spread of times, losses or ids gets 0, NaN or a wrong digit, and a median that is nobody's.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>com.github.haifengl</groupId><artifactId>smile-base</artifactId><version>3.1.1</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.util.Arrays;
import smile.math.MathEx;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    public static void main(String[] arguments) {
        System.out.println("smile-base 3.1.1");
        double[] times = {1.7e12 + 100, 1.7e12 + 200, 1.7e12 + 350};
        System.out.println("times of 100, 200, 350 ms after 1.7e12: variance " + MathEx.var(times) + " where 15833.3 is right");
        expect(MathEx.var(times) == 0, "variance 0");
        double[] tenths = {1e8 + 0.1, 1e8 + 0.2, 1e8 + 0.3};
        System.out.println("1e8 + 0.1, 0.2, 0.3: variance " + MathEx.var(tenths) + ", deviation " + MathEx.sd(tenths));
        expect(MathEx.var(tenths) < 0 && Double.isNaN(MathEx.sd(tenths)), "below zero, and no deviation");
        double million = MathEx.var(new double[] {1e6 + 1, 1e6 + 2, 1e6 + 3, 1e6 + 4});
        System.out.println("1e6 + 1, 2, 3, 4: " + million + " where 5/3 is right");
        expect(Math.abs(million - 5 / 3.0) > 1e-4, "wrong in the fourth digit");
        expect(Double.isNaN(MathEx.cor(new double[] {1e9 + 1, 1e9 + 2, 1e9 + 3}, new double[] {1, 2, 3})), "a perfect correlation is NaN");
        double[] two = {10, 0};
        System.out.println("median of 0 and 10: " + MathEx.median(two) + ", the array is now " + Arrays.toString(two));
        expect(MathEx.median(new double[] {10, 0}) == 10 && two[0] == 0, "the upper one, and the array is in order");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java" 2>/dev/null
