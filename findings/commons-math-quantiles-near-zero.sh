#!/usr/bin/env bash
# commons-math3 3.6.1 and Hipparchus 3.1 (hipparchus-core): inverseCumulativeProbability of beta, gamma and t distributions; beside them commons-statistics-distribution 1.2.
# Guess: a quantile and the cumulative probability undo one another to nine digits at every level, as R's qbeta does and as the test suites suggest at 0.025 and 0.975.
# Instead: quantiles are looked for to 1e-9 in absolute terms, and come out as 0 below that: Jeffreys' lower bound for 0 errors in 10,000 pictures is 4.90787e-8 at 0.025, off in the fourth
# digit, and 0 at 0.001; that of the gamma distribution of shape 0.1 is 0 at 0.025 already. The upper bound by Beta(1, 10000) at 1e-5 is 2.5 % off. Far out it is worse:
# the 1e-20 quantile of Student's t with 1,000 degrees of freedom is -5,005,008,004 where -9.5 is right, the end of the interval that was looked through. cumulativeProbability is right.
# A user who corrects for many comparisons (0.05 over 5,000 classes is 1e-5) or gives bounds for rare errors gets bounds of exactly 0, or that exclude what they should hold.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.apache.commons</groupId><artifactId>commons-math3</artifactId><version>3.6.1</version></dependency>
<dependency><groupId>org.hipparchus</groupId><artifactId>hipparchus-core</artifactId><version>3.1</version></dependency>
<dependency><groupId>org.apache.commons</groupId><artifactId>commons-statistics-distribution</artifactId><version>1.2</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** By halving, from a cumulative probability that all three agree on. */
    static double right(double p, double low, double high, DoubleUnaryOperator cumulative) {
        for (int i = 0; i < 4000 && low < high; i++) {
            double middle = low >= 0 && low < 1e-3 * high ? (low == 0 ? high / 1024 : Math.sqrt(low * high)) : low / 2 + high / 2;
            if (middle <= low || middle >= high) break;
            if (cumulative.applyAsDouble(middle) < p) low = middle; else high = middle;
        }
        return high;
    }

    static void show(String what, double p, double low, double high, DoubleUnaryOperator cumulative, double math, double hipparchus, double statistics, double share) {
        double right = right(p, low, high, cumulative);
        System.out.printf(Locale.ROOT, "%s at %.3g: right %.6g, commons-math3 %.6g, Hipparchus %.6g, commons-statistics %.6g%n", what, p, right, math, hipparchus, statistics);
        double error = Math.abs(math / right - 1);
        expect(math == hipparchus || Math.abs(math / hipparchus - 1) < 1e-6, "both alike");
        expect(Math.abs(statistics / right - 1) < 1e-6, "commons-statistics is right");
        expect(error > share, String.format(Locale.ROOT, "off by %.2g of it", error));
    }

    static void beta(double a, double b, double p, double share) {
        var right = org.apache.commons.statistics.distribution.BetaDistribution.of(a, b);
        show("Beta(" + a + ", " + b + ")", p, 0, 1, right::cumulativeProbability,
                new org.apache.commons.math3.distribution.BetaDistribution(a, b).inverseCumulativeProbability(p),
                new org.hipparchus.distribution.continuous.BetaDistribution(a, b).inverseCumulativeProbability(p),
                right.inverseCumulativeProbability(p), share);
    }

    static void gamma(double shape, double p, double share) {
        var right = org.apache.commons.statistics.distribution.GammaDistribution.of(shape, 1);
        show("Gamma(" + shape + ")", p, 0, 1, right::cumulativeProbability,
                new org.apache.commons.math3.distribution.GammaDistribution(shape, 1).inverseCumulativeProbability(p),
                new org.hipparchus.distribution.continuous.GammaDistribution(shape, 1).inverseCumulativeProbability(p),
                right.inverseCumulativeProbability(p), share);
    }

    static void t(double degrees, double p, double share) {
        var right = org.apache.commons.statistics.distribution.TDistribution.of(degrees);
        show("t(" + degrees + ")", p, -1000, 0, right::cumulativeProbability,
                new org.apache.commons.math3.distribution.TDistribution(degrees).inverseCumulativeProbability(p),
                new org.hipparchus.distribution.continuous.TDistribution(degrees).inverseCumulativeProbability(p),
                right.inverseCumulativeProbability(p), share);
    }

    public static void main(String[] arguments) {
        beta(0.5, 10000.5, 0.025, 1e-4);
        beta(0.5, 10000.5, 0.001, 0.999);
        beta(1, 10000, 1e-5, 0.02);
        gamma(0.1, 0.025, 0.999);
        t(1000, 1e-20, 1e8);
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
