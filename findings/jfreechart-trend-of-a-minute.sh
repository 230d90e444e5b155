#!/usr/bin/env bash
# JFreeChart 1.5.6 (org.jfree:jfreechart): Regression, Statistics and the moving averages, as one draws a trend into a curve of a loss.
# Guess: getOLSRegression of a TimeSeriesCollection is the least-squares line, whatever day it is; getCorrelation lies between -1 and 1; getPolynomialRegression fits a parabola exactly to points of one,
# best with x centred around 0; the two moving averages of three points agree, and the last one has the last point in it.
# Instead: sums of squares of x are subtracted from one another, and x is milliseconds since 1970: a loss that falls from 2 to 1 along a straight line falls by 0.55 in the trend if that took
# a minute, and rises by 0.02 if it took ten seconds, without a warning; the correlation of the same points is -0.72 in a minute, -1.0006 in an hour, NaN in ten seconds. x = -2 ... 2 gives NaN for every
# coefficient, x = 0 ... 4 is exact: it divides by the sum of x. Statistics.getMovingAverage is one point behind: it gives to each x the mean of the points BEFORE it and never uses the last, so that
# a fall of the accuracy in the last epoch is not seen; MovingAverage.createMovingAverage of the same points has it.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.jfree</groupId><artifactId>jfreechart</artifactId><version>1.5.6</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.util.*;
import org.jfree.data.statistics.*;
import org.jfree.data.time.*;
import org.jfree.data.xy.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static boolean near(double a, double b) {
        return Math.abs(a - b) < 0.006;
    }

    /** The slope of least squares, around the means. */
    static double slope(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().getAsDouble(), meanY = Arrays.stream(y).average().getAsDouble(), xy = 0, xx = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
        }
        return xy / xx;
    }

    static Number[] boxed(double[] numbers) {
        return Arrays.stream(numbers).boxed().toArray(Number[]::new);
    }

    static void trend(String what, long milliseconds, double as, double correlation) {
        TimeSeries loss = new TimeSeries("loss");
        double[] x = new double[61], y = new double[61];
        for (int i = 0; i <= 60; i++) {
            long time = 1_700_000_000_000L + Math.round(i * milliseconds / 60.0);
            x[i] = time;
            y[i] = 2 - i / 60.0;
            loss.add(new FixedMillisecond(time), y[i]);
        }
        double came = Regression.getOLSRegression(new TimeSeriesCollection(loss), 0)[1] * milliseconds, right = slope(x, y) * milliseconds, like = Statistics.getCorrelation(boxed(x), boxed(y));
        System.out.printf(Locale.ROOT, "a loss from 2 to 1 in %s: the trend changes it by %.4f where %.4f is right, correlation %.4f%n", what, came, right, like);
        expect(near(came, as) && Math.abs(right + 1) < 1e-3, "the trend in " + what);
        expect(Double.isNaN(correlation) ? Double.isNaN(like) : near(like, correlation), "its correlation");
        if (milliseconds == 3_600_000) expect(like < -1.0005, "below -1");
        expect(near(Statistics.getLinearFit(boxed(x), boxed(y))[1] * milliseconds, as), "Statistics.getLinearFit too");
    }

    static double[] parabola(double... x) {
        XYSeries points = new XYSeries("points");
        for (double at : x) points.add(at, 1 + 2 * at + 3 * at * at);
        return Regression.getPolynomialRegression(new XYSeriesCollection(points), 0, 2);
    }

    public static void main(String[] arguments) {
        System.out.println("jfreechart 1.5.6");
        trend("a day", 86_400_000, -1, -1);
        trend("an hour", 3_600_000, -1.001, -1.0006);
        trend("a minute", 60_000, -0.5504, -0.7242);
        trend("ten seconds", 10_000, 0.0153, Double.NaN);

        double[] from = parabola(0, 1, 2, 3, 4), around = parabola(-2, -1, 0, 1, 2);
        System.out.println("1 + 2 x + 3 x^2 through x = 0 ... 4: " + Arrays.toString(from) + ", through x = -2 ... 2: " + Arrays.toString(around));
        expect(near(from[0], 1) && near(from[1], 2) && near(from[2], 3), "the first is right");
        expect(Arrays.stream(around).allMatch(Double::isNaN), "the second is NaN");

        double[] epoch = {1, 2, 3, 4, 5, 6, 7, 8}, accuracy = {0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.1};
        XYSeries series = new XYSeries("accuracy");
        for (int i = 0; i < 8; i++) series.add(epoch[i], accuracy[i]);
        double[][] plain = Statistics.getMovingAverage(boxed(epoch), boxed(accuracy), 3);
        XYSeries other = MovingAverage.createMovingAverage(new XYSeriesCollection(series), 0, "average", 3.0, 2.0);
        double[] last = plain[plain.length - 1];
        double end = other.getY(other.getItemCount() - 1).doubleValue(), right = (0.9 + 0.9 + 0.1) / 3;
        System.out.printf(Locale.ROOT, "accuracy 0.9 seven times, then 0.1; average of three at epoch %.0f: %.4f by Statistics, %.4f by MovingAverage, %.4f by hand%n", last[0], last[1], end, right);
        expect(last[0] == 8 && Math.abs(last[1] - 0.9) < 1e-12, "Statistics leaves the last out");
        expect(Math.abs(end - right) < 1e-12, "MovingAverage has it");
        expect(plain.length == 5 && other.getItemCount() == 6, "there are five of the one and six of the other");
    }
}
JAVA
java -Djava.awt.headless=true -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
