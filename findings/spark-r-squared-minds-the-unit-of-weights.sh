#!/usr/bin/env bash
# Apache Spark 4.2.0 (spark-mllib), RegressionMetrics with a weight for each example, which RegressionEvaluator.setWeightCol rests on: R squared.
# Guess: R squared is 1 - (weighted squared errors) / (weighted squared distances from the weighted mean): it does not change if all weights are twice as large, and weights that add up to 1 are as good as
# any others. A weight of 3 is an example that is there three times.
# Instead: the distances are computed as a variance over (sum of weights - sum of their squares / sum of weights) and multiplied by (sum of weights - 1), which undoes it for weights of 1 only. Of the same
# hundred examples R squared is 0.880 with weights of 1, 0.868 with 0.1, -0.31 with 0.011, -1.8e14 with 0.01 (they add up to 1) and 1.12 with 0.005. Beside it the mean squared error is right.
# A user who normalises the weights reads nonsense, or 1.12 of 1 as the best net; with one example of weight 100 beside 99 of weight 1 R squared is 0.85 where 0.81 is right.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.scala-lang</groupId><artifactId>scala-library</artifactId><version>2.13.18</version></dependency>
<dependency><groupId>org.apache.spark</groupId><artifactId>spark-mllib_2.13</artifactId><version>4.2.0</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.util.*;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.mllib.evaluation.RegressionMetrics;
import scala.Tuple3;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static boolean near(double a, double b) {
        return Math.abs(a - b) < 0.001 * Math.max(1, Math.abs(b));
    }

    /** Answers, labels and weights. */
    static RegressionMetrics metrics(JavaSparkContext spark, double[] answers, double[] labels, double[] weights) {
        List<Tuple3<Object, Object, Object>> rows = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) rows.add(new Tuple3<>(answers[i], labels[i], weights[i]));
        return new RegressionMetrics(spark.parallelize(rows, 1).rdd(), false);
    }

    static double right(double[] answers, double[] labels, double[] weights) {
        double sum = 0, mean = 0, off = 0, spread = 0;
        for (double weight : weights) sum += weight;
        for (int i = 0; i < labels.length; i++) mean += weights[i] * labels[i] / sum;
        for (int i = 0; i < labels.length; i++) {
            off += weights[i] * (labels[i] - answers[i]) * (labels[i] - answers[i]);
            spread += weights[i] * (labels[i] - mean) * (labels[i] - mean);
        }
        return 1 - off / spread;
    }

    public static void main(String[] arguments) {
        System.out.println("spark-mllib 4.2.0");
        SparkConf local = new SparkConf().setMaster("local[1]").setAppName("finding").set("spark.ui.enabled", "false").set("spark.driver.bindAddress", "127.0.0.1").set("spark.driver.host", "127.0.0.1")
                .set("spark.local.dir", System.getProperty("java.io.tmpdir"));
        try (JavaSparkContext spark = new JavaSparkContext(local)) {
            double[] labels = new double[100], answers = new double[100], weights = new double[100];
            for (int i = 0; i < 100; i++) {
                labels[i] = i;
                answers[i] = i + (i % 2 == 0 ? 10 : -10);
            }
            double[] each = {1, 2, 0.1, 0.011, 0.01, 0.005}, seen = {0.87999, 0.88059, 0.86799, -0.30693, Double.NEGATIVE_INFINITY, 1.11881};
            for (int k = 0; k < each.length; k++) {
                Arrays.fill(weights, each[k]);
                RegressionMetrics of = metrics(spark, answers, labels, weights);
                System.out.printf(Locale.ROOT, "each of weight %.3f: R squared %.5g, by the definition %.5f; mean squared error %.3f%n", each[k], of.r2(), right(answers, labels, weights), of.meanSquaredError());
                boolean as = Double.isInfinite(seen[k]) ? of.r2() < -1e10 : near(of.r2(), seen[k]);
                expect(as && near(of.meanSquaredError(), 100) && near(right(answers, labels, weights), 0.87999), k == 0 ? "right" : "the unit of the weights matters");
            }
            Arrays.fill(weights, 1);
            weights[30] = 100;
            RegressionMetrics one = metrics(spark, answers, labels, weights);
            double[] manyLabels = Arrays.copyOf(labels, 199), manyAnswers = Arrays.copyOf(answers, 199), ones = new double[199];
            Arrays.fill(manyLabels, 100, 199, labels[30]);
            Arrays.fill(manyAnswers, 100, 199, answers[30]);
            Arrays.fill(ones, 1);
            RegressionMetrics repeated = metrics(spark, manyAnswers, manyLabels, ones);
            System.out.printf(Locale.ROOT, "one of weight 100 and 99 of weight 1: R squared %.3f, by the definition %.3f; the one there a hundred times: %.3f; mean squared errors %.3f and %.3f%n", one.r2(), right(answers, labels, weights), repeated.r2(),
                    one.meanSquaredError(), repeated.meanSquaredError());
            expect(near(right(answers, labels, weights), repeated.r2()) && near(one.meanSquaredError(), repeated.meanSquaredError()) && near(one.r2(), 0.854), "a weight is not a repetition");
        }
    }
}
JAVA
opens=()
for of in java.lang java.lang.invoke java.util java.util.concurrent java.nio java.net java.io sun.nio.ch; do opens+=("--add-opens=java.base/$of=ALL-UNNAMED"); done
java "${opens[@]}" -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java" 2> "$home/err" || { grep -v " INFO \| WARN " "$home/err"; exit 1; }
