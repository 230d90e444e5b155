#!/usr/bin/env bash
# Apache Spark 4.2.0 (spark-mllib), MultilabelMetrics (several labels for one picture) and RankingMetrics.ndcgAt with relevances, which MultilabelClassificationEvaluator and RankingEvaluator rest on.
# Guess: labels are sets, as the documentation calls them: subset accuracy is the share of pictures "for equal sets of labels", whatever their order; a picture without a label that is answered without one is right; Hamming
# loss is the share of wrong yes-or-no decisions, at most 1. NDCG is divided by the best order of the "ground truth set", and is at most 1.
# Instead: subset accuracy compares arrays as they stand: {2, 1} for {1, 2} is wrong. One picture without labels makes accuracy, recall and F NaN for all pictures. Hamming loss is divided by the labels that occur in
# the truth only: answers from other classes make it 4.5. The best order is the one in which the truth is written down: 3 relevances from low to high give an NDCG of 1.85, and of 12.1 at 2.
# A user whose net gives labels by descending probability and whose truth is sorted by number reads a subset accuracy of 0.55 where each answer is right: of 1000 pictures of one to three labels.
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
import org.apache.spark.api.java.*;
import org.apache.spark.mllib.evaluation.*;
import scala.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static boolean near(double a, double b) {
        return Math.abs(a - b) < 0.001;
    }

    /** Answer and truth of each picture, one after the other. */
    static MultilabelMetrics metrics(JavaSparkContext spark, double[]... sets) {
        List<Tuple2<double[], double[]>> rows = new ArrayList<>();
        for (int i = 0; i < sets.length; i += 2) rows.add(new Tuple2<>(sets[i], sets[i + 1]));
        return new MultilabelMetrics(spark.parallelize(rows, 1).rdd());
    }

    static double[] set(double... labels) {
        return labels;
    }

    static MultilabelMetrics show(String what, MultilabelMetrics of) {
        System.out.printf(Locale.ROOT, "%s: subset accuracy %.3f, accuracy %.3f, precision %.3f, recall %.3f, F %.3f, Hamming loss %.3f%n", what, of.subsetAccuracy(), of.accuracy(), of.precision(), of.recall(), of.f1Measure(), of.hammingLoss());
        return of;
    }

    static double ndcg(JavaSparkContext spark, int at, List<Integer> answer, List<Integer> truth, List<java.lang.Double> relevance) {
        List<Object> objects = new ArrayList<>(relevance);
        JavaRDD<Tuple3<List<Integer>, List<Integer>, List<Object>>> rows = spark.parallelize(List.of(new Tuple3<>(answer, truth, objects)), 1);
        return RankingMetrics.<Integer, List<Integer>, List<Object>>of(rows).ndcgAt(at);
    }

    /** The definition: gains 2^relevance - 1 over log(place + 1), divided by those of the best order. */
    static double right(int at, List<Integer> answer, List<Integer> truth, List<java.lang.Double> relevance) {
        List<java.lang.Double> best = new ArrayList<>(relevance);
        best.sort(Comparator.reverseOrder());
        double came = 0, most = 0;
        for (int i = 0; i < at; i++) {
            int where = truth.indexOf(answer.get(i));
            if (where >= 0) came += (Math.pow(2, relevance.get(where)) - 1) / Math.log(i + 2);
            most += (Math.pow(2, best.get(i)) - 1) / Math.log(i + 2);
        }
        return came / most;
    }

    public static void main(String[] arguments) {
        System.out.println("spark-mllib 4.2.0");
        SparkConf local = new SparkConf().setMaster("local[1]").setAppName("finding").set("spark.ui.enabled", "false").set("spark.driver.bindAddress", "127.0.0.1").set("spark.driver.host", "127.0.0.1")
                .set("spark.local.dir", System.getProperty("java.io.tmpdir"));
        try (JavaSparkContext spark = new JavaSparkContext(local)) {
            MultilabelMetrics order = show("{2, 1} for {1, 2}, {1, 2} for {1, 2}", metrics(spark, set(2, 1), set(1, 2), set(1, 2), set(1, 2)));
            expect(near(order.subsetAccuracy(), 0.5) && order.accuracy() == 1 && order.hammingLoss() == 0, "the same labels in another order are wrong");
            MultilabelMetrics none = show("{} for {}, {1, 2} for {1, 2}", metrics(spark, set(), set(), set(1, 2), set(1, 2)));
            expect(none.subsetAccuracy() == 1 && java.lang.Double.isNaN(none.accuracy()) && java.lang.Double.isNaN(none.recall()) && java.lang.Double.isNaN(none.f1Measure()) && near(none.precision(), 0.5), "all right, and no number is");
            MultilabelMetrics other = show("{1, 2, 3, 4} for {5}, {6, 7, 8} for {5}", metrics(spark, set(1, 2, 3, 4), set(5), set(6, 7, 8), set(5)));
            System.out.printf(Locale.ROOT, "of eight labels and two pictures 9 of 16 decisions are wrong, %.4f%n", 9 / 16.0);
            expect(near(other.hammingLoss(), 4.5), "a Hamming loss of 4.5");

            List<Integer> answer = List.of(1, 2, 3), rising = List.of(3, 2, 1), falling = List.of(1, 2, 3);
            List<java.lang.Double> up = List.of(0.0, 1.0, 3.0), down = List.of(3.0, 1.0, 0.0);
            for (int at : new int[] {3, 2}) System.out.printf(Locale.ROOT, "the best answer at %d: NDCG %.4f if the truth is written from the most relevant on, %.4f if from the least; by the definition %.4f and %.4f%n", at,
                    ndcg(spark, at, answer, falling, down), ndcg(spark, at, answer, rising, up), right(at, answer, falling, down), right(at, answer, rising, up));
            expect(ndcg(spark, 3, answer, falling, down) == 1 && near(ndcg(spark, 3, answer, rising, up), 1.847) && near(ndcg(spark, 2, answer, rising, up), 12.095) && right(2, answer, rising, up) == 1, "more than 1, by the order of a set");

            Random random = new Random(1);
            double[][] pictures = new double[2000][];
            for (int i = 0; i < 1000; i++) {
                List<java.lang.Double> labels = new ArrayList<>();
                for (int label = 0; label < 10; label++) labels.add((double) label);
                Collections.shuffle(labels, random);
                pictures[2 * i] = labels.subList(0, 1 + random.nextInt(3)).stream().mapToDouble(label -> label).toArray();
                pictures[2 * i + 1] = pictures[2 * i].clone();
                Arrays.sort(pictures[2 * i + 1]);
            }
            MultilabelMetrics all = show("1000 pictures, each answered with its labels in some order", metrics(spark, pictures));
            expect(near(all.subsetAccuracy(), 0.548) && all.accuracy() == 1, "each is right, and 0.55 of them are called so");
        }
    }
}
JAVA
opens=()
for of in java.lang java.lang.invoke java.util java.util.concurrent java.nio java.net java.io sun.nio.ch; do opens+=("--add-opens=java.base/$of=ALL-UNNAMED"); done
java "${opens[@]}" -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java" 2> "$home/err" || { grep -v " INFO \| WARN " "$home/err"; exit 1; }
