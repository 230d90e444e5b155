#!/usr/bin/env bash
# Hipparchus 3.1 (hipparchus-stat), KolmogorovSmirnovTest for two samples; Apache Commons Math's successor.
# Guess: the p-value is the chance of a distance at least as large as the one seen; with n = 4 a side it cannot be below 2/70 = 0.0286.
# Instead: by default it is the chance of a distance that is LARGER (strict), one step too small: samples of four at D = 0.75 give 0.0286 instead of 0.2286, and
# separated samples give p = 0. Asked for the other (strict = false), separated samples still give 0, since exactP(1.0, ...) is 0 either way; all else is
# right then. And ties move the distance: {1,1,2,2} against {1,2,2,3} has D = 0.25, the p-value is that of D = 0.5, strict.
# A user who compares two small sets of runs finds "p = 0" from three runs a side, where 0.1 is the least that there is.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.hipparchus</groupId><artifactId>hipparchus-stat</artifactId><version>3.1</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import org.hipparchus.stat.inference.KolmogorovSmirnovTest;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static boolean near(double a, double b) {
        return Math.abs(a - b) < 1e-9;
    }

    /** The chance of a distance of at least d, by going through all ways to share out ranks. */
    static double counted(int n, double d) {
        int all = 0;
        int far = 0;
        for (int ranks = 0; ranks < 1 << 2 * n; ranks++) {
            if (Integer.bitCount(ranks) == n) {
                int gap = 0;
                int most = 0;
                for (int i = 0; i < 2 * n; i++) {
                    gap += (ranks >> i & 1) == 1 ? 1 : -1;
                    most = Math.max(most, Math.abs(gap));
                }
                all++;
                far += most >= d * n - 1e-9 ? 1 : 0;
            }
        }
        return far / (double) all;
    }

    public static void main(String[] arguments) {
        System.out.println("hipparchus-stat 3.1");
        KolmogorovSmirnovTest test = new KolmogorovSmirnovTest();
        double[] a = {1, 2, 3, 5};
        double[] b = {4, 6, 7, 8};
        double d = test.kolmogorovSmirnovStatistic(a, b);
        double p = test.kolmogorovSmirnovTest(a, b);
        System.out.println("four a side, D = " + d + ": p = " + p + ", counted " + counted(4, d));
        expect(near(d, 0.75) && near(p, 2 / 70.0) && near(counted(4, d), 16 / 70.0), "0.0286 where 16 of 70 ways are as far");
        expect(near(test.kolmogorovSmirnovTest(a, b, false), 16 / 70.0), "strict = false is right there");
        double[] low = {1, 2, 3};
        double[] high = {4, 5, 6};
        System.out.println("separated, three a side: p = " + test.kolmogorovSmirnovTest(low, high) + ", strict = false " + test.kolmogorovSmirnovTest(low, high, false)
                + ", counted " + counted(3, 1));
        expect(test.kolmogorovSmirnovTest(low, high) == 0 && test.kolmogorovSmirnovTest(low, high, false) == 0 && near(counted(3, 1), 0.1), "p = 0 where 0.1 is right");
        double[] x = {1, 1, 2, 2};
        double[] y = {1, 2, 2, 3};
        double tied = test.kolmogorovSmirnovTest(x, y);
        System.out.println("ties, D = " + test.kolmogorovSmirnovStatistic(x, y) + ": p = " + tied);
        expect(near(test.kolmogorovSmirnovStatistic(x, y), 0.25) && near(tied, 16 / 70.0), "with ties the p-value is another distance's");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java" 2>/dev/null
