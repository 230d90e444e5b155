#!/usr/bin/env bash
# Commons Statistics 1.2 (commons-statistics-inference), BinomialTest with two sides, and commons-math3 3.6.1's.
# Guess: the two-sided p of an exact binomial test is the sum over all outcomes that are no likelier than the one seen, as in R's binom.test; for a fair coin that is twice
# the smaller tail, so that 60 heads of 100 have p 0.0569 as every textbook says.
# Instead: outcomes that are equally likely are compared as rounded floating-point numbers, and where the mirror image comes out a last bit larger it is left out:
# 60 of 100 has p 0.0460, 2 of 3 has 0.625 where 1 is right, 3 of 17 has 0.0075 for 0.0127; of 80,600 cases up to n = 400 598 are too small, and 20 of them cross 0.05.
# 40 of 100 is right, so swapping heads and tails changes p. commons-math3 errs more often, and its p can be above 1 (20 of 60 at a third: 1.109).
# A user who counts wins of one system over another finds a difference that is not significant, depending on which of the two is called the first.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.apache.commons</groupId><artifactId>commons-statistics-inference</artifactId><version>1.2</version></dependency>
<dependency><groupId>org.apache.commons</groupId><artifactId>commons-math3</artifactId><version>3.6.1</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.apache.commons.math3.stat.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.BinomialTest;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    /** In whole numbers: all outcomes whose count is no larger than that of k; success has the probability 1 of parts. */
    static double exact(int n, int k, int parts) {
        BigInteger[] counts = new BigInteger[n + 1];
        BigInteger choices = BigInteger.ONE;
        for (int i = 0; i <= n; i++) {
            counts[i] = choices.multiply(BigInteger.valueOf(parts - 1).pow(n - i));
            choices = choices.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
        }
        BigInteger sum = BigInteger.ZERO;
        for (BigInteger count : counts) sum = count.compareTo(counts[k]) <= 0 ? sum.add(count) : sum;
        return new BigDecimal(sum).divide(new BigDecimal(BigInteger.valueOf(parts).pow(n)), MathContext.DECIMAL64).doubleValue();
    }

    static double theirs(int n, int k, int parts) {
        return BinomialTest.withDefaults().test(n, k, 1.0 / parts).getPValue();
    }

    public static void main(String[] arguments) {
        System.out.println("commons-statistics-inference 1.2, commons-math3 3.6.1");
        for (int[] seen : new int[][] {{100, 60}, {100, 40}, {3, 2}, {17, 3}, {55, 20}}) {
            System.out.println(seen[1] + " of " + seen[0] + ": p " + theirs(seen[0], seen[1], 2) + ", exact " + exact(seen[0], seen[1], 2));
        }
        expect(theirs(100, 60, 2) < 0.05 && exact(100, 60, 2) > 0.05, "60 of 100 is called significant, and is not");
        expect(Math.abs(theirs(100, 40, 2) - exact(100, 40, 2)) < 1e-12, "40 of 100 is right");
        expect(theirs(3, 2, 2) < 0.63 && exact(3, 2, 2) == 1, "2 of 3 has p 0.625 where every outcome is as likely or less");
        int small = 0;
        int large = 0;
        int crossing = 0;
        for (int n = 1; n <= 120; n++) {
            for (int k = 0; k <= n; k++) {
                double right = exact(n, k, 2);
                double p = theirs(n, k, 2);
                small += p < right - 1e-6 ? 1 : 0;
                large += p > right + 1e-6 ? 1 : 0;
                crossing += p <= 0.05 && right > 0.05 ? 1 : 0;
            }
        }
        System.out.println("n up to 120: " + small + " too small, " + large + " too large, " + crossing + " cross 0.05");
        expect(small > 50 && large == 0 && crossing > 5, "never too large, often too small");
        double third = new org.apache.commons.math3.stat.inference.BinomialTest().binomialTest(60, 20, 1 / 3.0, AlternativeHypothesis.TWO_SIDED);
        expect(third > 1.1, "commons-math3: 20 of 60 at a third has p " + third);
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
