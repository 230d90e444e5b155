#!/usr/bin/env bash
# Deeplearning4j / ND4J 1.0.0-M2.1, evaluations that are merged (merge, which evaluating in shards, by threads or on Spark rests on): RegressionEvaluation and EvaluationCalibration.
# Guess: an evaluation of each shard, merged, says what one evaluation of all the examples says, and the shards' own evaluations stay as they are.
# Instead: RegressionEvaluation leaves the sum of the labels out, by which R squared is computed: an answer that is always the mean has 0 by one evaluation and 0.97 or 0.98 by merged ones (the mean
# squared error beside it is right), since each label above the ones that it knows counts as spread; merged into new RegressionEvaluation() it throws. EvaluationCalibration, merged into a new one, takes
# the first shard's counts over and then adds them once more, in the shard too; merged into the first shard it has the bins right, but leaves out the other shards' histograms and counts of labels.
# A user who evaluates in parallel reads "R squared 0.97" of a net that has learnt nothing. Of two shards of a thousand, one sure and right, one sure and half wrong, the calibration says that of the
# answers near 0.9 83 % are right if the right shard comes first, 67 % if it comes second, where 75 % are.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>org.nd4j</groupId><artifactId>nd4j-native</artifactId><version>1.0.0-M2.1</version></dependency>
<dependency><groupId>org.nd4j</groupId><artifactId>nd4j-native</artifactId><version>1.0.0-M2.1</version><classifier>linux-x86_64</classifier></dependency>
<dependency><groupId>org.bytedeco</groupId><artifactId>openblas</artifactId><version>0.3.19-1.5.7</version><classifier>linux-x86_64</classifier></dependency>
<dependency><groupId>org.bytedeco</groupId><artifactId>javacpp</artifactId><version>1.5.7</version><classifier>linux-x86_64</classifier></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import java.util.*;
import org.nd4j.evaluation.classification.EvaluationCalibration;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static INDArray column(double[] numbers, int from, int to) {
        float[] cells = new float[to - from];
        for (int i = from; i < to; i++) cells[i - from] = (float) numbers[i];
        return Nd4j.create(cells, new int[] {to - from, 1});
    }

    static RegressionEvaluation regression(double[] labels, double[] answers, int from, int to) {
        RegressionEvaluation evaluation = new RegressionEvaluation(1);
        evaluation.eval(column(labels, from, to), column(answers, from, to));
        return evaluation;
    }

    static double right(double[] labels, double[] answers) {
        double mean = Arrays.stream(labels).average().getAsDouble(), off = 0, spread = 0;
        for (int i = 0; i < labels.length; i++) {
            off += (labels[i] - answers[i]) * (labels[i] - answers[i]);
            spread += (labels[i] - mean) * (labels[i] - mean);
        }
        return 1 - off / spread;
    }

    static double[] show(String what, double[] labels, double[] answers) {
        int half = labels.length / 2, all = labels.length;
        RegressionEvaluation one = regression(labels, answers, 0, all), first = regression(labels, answers, 0, half), fresh = new RegressionEvaluation(1);
        fresh.merge(regression(labels, answers, 0, half));
        fresh.merge(regression(labels, answers, half, all));
        first.merge(regression(labels, answers, half, all));
        System.out.printf(Locale.ROOT, "%s: R squared %.3f by the definition, %.3f by one evaluation, %.3f by two merged into a new one, %.3f by the second merged into the first; mean squared errors %.2f %.2f %.2f%n", what,
                right(labels, answers), one.rSquared(0), fresh.rSquared(0), first.rSquared(0), one.meanSquaredError(0), fresh.meanSquaredError(0), first.meanSquaredError(0));
        expect(Math.abs(one.rSquared(0) - right(labels, answers)) < 1e-4, "one evaluation is right");
        expect(Math.abs(fresh.meanSquaredError(0) - one.meanSquaredError(0)) < 1e-4 && Math.abs(first.meanSquaredError(0) - one.meanSquaredError(0)) < 1e-4, "the errors are merged rightly");
        return new double[] {fresh.rSquared(0), first.rSquared(0)};
    }

    /** A thousand examples, each answered with 0.9 for class 1 (or, every second, with 0.1), of which so many, in order, are right. */
    static EvaluationCalibration shard(int right) {
        float[] labels = new float[2000], answers = new float[2000];
        for (int i = 0; i < 1000; i++) {
            boolean one = i % 2 == 0;
            answers[2 * i] = one ? 0.1f : 0.9f;
            answers[2 * i + 1] = one ? 0.9f : 0.1f;
            labels[2 * i + ((i < right) == one ? 1 : 0)] = 1;
        }
        EvaluationCalibration evaluation = new EvaluationCalibration(10, 10, true);
        evaluation.eval(Nd4j.create(labels, new int[] {1000, 2}), Nd4j.create(answers, new int[] {1000, 2}));
        return evaluation;
    }

    static double highest(EvaluationCalibration evaluation) {
        double[] shares = evaluation.getReliabilityDiagram(1).getFractionPositivesY();
        return shares[shares.length - 1];
    }

    static EvaluationCalibration merged(EvaluationCalibration... shards) {
        EvaluationCalibration all = new EvaluationCalibration(10, 10, true);
        for (EvaluationCalibration shard : shards) all.merge(shard);
        return all;
    }

    public static void main(String[] arguments) {
        System.out.println("nd4j 1.0.0-M2.1");
        double[] ages = {30, 35, 40, 45, 50, 55}, mean = new double[6], worse = new double[6];
        Arrays.fill(mean, 42.5);
        for (int i = 0; i < 6; i++) worse[i] = 85 - ages[i];
        double[] of = show("ages, answered with their mean", ages, mean);
        expect(of[0] > 0.98 && of[1] > 0.96, "0.98 and 0.97 where 0 is right");
        of = show("ages, answered the wrong way round", ages, worse);
        expect(of[0] > 0.9 && of[1] > 0.8, "0.92 and 0.87 where -3 is right");
        RegressionEvaluation empty = new RegressionEvaluation();
        empty.merge(regression(ages, mean, 0, 6));
        boolean thrown = false;
        try {
            empty.rSquared(0);
        } catch (NullPointerException none) {
            thrown = true;
        }
        System.out.println("merged into one without columns: mean squared error " + empty.meanSquaredError(0) + ", R squared " + (thrown ? "throws" : "is there") + ", stats() is \"" + empty.stats().trim() + "\"");
        expect(thrown && empty.stats().contains("No Data"), "without columns it throws, and the table says that there is nothing");

        EvaluationCalibration good = shard(1000), bad = shard(500), second = shard(500), into = shard(1000);
        double goodFirst = highest(merged(good, bad)), badFirst = highest(merged(shard(500), shard(1000)));
        System.out.printf(Locale.ROOT, "answers of 0.9: %.3f and %.3f of them are right in the two shards, %.3f merged with the first in front, %.3f with the second in front, 0.750 by hand%n", highest(shard(1000)), highest(shard(500)), goodFirst, badFirst);
        expect(Math.abs(goodFirst - 5 / 6.0) < 0.01 && Math.abs(badFirst - 2 / 3.0) < 0.01, "the shard that comes first counts twice");
        long counted = good.getRDiagBinTotalCount().sumNumber().longValue();
        System.out.println("the first shard, of 1000 examples and two classes, now counts " + counted + " answers, as many as all the merged ones");
        expect(counted == 6000, "the shard's own counts are spoilt");
        into.merge(second);
        int seen = Arrays.stream(into.getLabelCountsEachClass()).sum(), binned = Arrays.stream(into.getProbabilityHistogramAllClasses().getBinCounts()).sum();
        System.out.printf(Locale.ROOT, "the second merged into the first: %.3f of the answers of 0.9 are right, but there are %d labels and %d answers in the histogram where 2000 and 4000 are right%n", highest(into), seen, binned);
        expect(Math.abs(highest(into) - 0.75) < 0.01 && seen == 1000 && binned == 2000, "histograms and counts of labels are the first shard's");
    }
}
JAVA
OMP_NUM_THREADS=1 java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
