#!/usr/bin/env bash
# MOA 2024.07.0, evaluators of examples with weights: BasicClassificationPerformanceEvaluator, WindowClassificationPerformanceEvaluator and its other kin, BasicRegressionPerformanceEvaluator.
# Guess: the accuracy is the weight of the right examples over the weight of all, so that it lies between 0 and 100 % and equal weights change nothing; an error is weighted above and below the line.
# Instead: accuracy is the weight of the right examples over their COUNT, kappa mixes such shares, and the errors of regression are unweighted sums over the WEIGHT. With 90 of 100 right the accuracy is 90 % if each
# weight is 1, 45 % at 0.5, 180 % at 2 and 900 % at 10; kappa is 80, 37, 20 and 84 %. A mean error of 1 is 0.5 at weight 2 and 0.1 at 10. Only where the mean weight is 1 the accuracy is right.
# A user who weighs each class by one over its share (cats 9 of 10, dogs 1 of 10) reads 140 % of a net that is right on 70 % of either, and takes a regression whose errors have nine times the weight for the
# better one: its mean error is 0.56 where 5 is right and 1 is the unweighted one.
set -euo pipefail

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cat > "$home/pom.xml" <<'POM'
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies>
<dependency><groupId>nz.ac.waikato.cms.moa</groupId><artifactId>moa</artifactId><version>2024.07.0</version>
<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>
</dependencies>
</project>
POM
copy=(mvn -q -B -f "$home/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$home/lib")
"${copy[@]}" -o > "$home/log" 2>&1 || "${copy[@]}" > "$home/log" 2>&1 || { cat "$home/log"; exit 1; }

cat > "$home/Finding.java" <<'JAVA'
import com.yahoo.labs.samoa.instances.*;
import java.util.*;
import moa.core.*;
import moa.evaluation.*;

public class Finding {
    static void expect(boolean as, String what) {
        System.out.println((as ? "as found: " : "CHANGED: ") + what);
        if (!as) System.exit(1);
    }

    static Instance example(InstancesHeader header, double target, double weight) {
        DenseInstance example = new DenseInstance(2);
        example.setDataset(header);
        example.setClassValue(target);
        example.setWeight(weight);
        return example;
    }

    static InstancesHeader header(Attribute target) {
        Instances set = new Instances("set", new ArrayList<>(List.of(new Attribute("x"), target)), 0);
        set.setClassIndex(1);
        return new InstancesHeader(set);
    }

    static double measure(LearningPerformanceEvaluator<?> evaluator, String name) {
        for (Measurement measurement : evaluator.getPerformanceMeasurements()) if (measurement.getName().startsWith(name)) return measurement.getValue();
        throw new NoSuchElementException(name);
    }

    static double[] classify(BasicClassificationPerformanceEvaluator evaluator, int[] truth, int[] answers, double[] weights) {
        InstancesHeader header = header(new Attribute("class", List.of("cat", "dog")));
        evaluator.reset(2);
        for (int i = 0; i < truth.length; i++) evaluator.addResult(new InstanceExample(example(header, truth[i], weights[i])), answers[i] == 0 ? new double[] {1, 0} : new double[] {0, 1});
        return new double[] {measure(evaluator, "classifications correct"), measure(evaluator, "Kappa Statistic")};
    }

    /** Accuracy and kappa in percent by the definition. */
    static double[] right(int[] truth, int[] answers, double[] weights) {
        double all = 0, right = 0, chance = 0;
        double[] of = new double[2], said = new double[2];
        for (int i = 0; i < truth.length; i++) {
            all += weights[i];
            if (truth[i] == answers[i]) right += weights[i];
            of[truth[i]] += weights[i];
            said[answers[i]] += weights[i];
        }
        for (int i = 0; i < 2; i++) chance += of[i] / all * said[i] / all;
        return new double[] {100 * right / all, 100 * (right / all - chance) / (1 - chance)};
    }

    static double[] regress(double[] weights) {
        BasicRegressionPerformanceEvaluator evaluator = new BasicRegressionPerformanceEvaluator();
        InstancesHeader header = header(new Attribute("y"));
        for (int i = 0; i < weights.length; i++) evaluator.addResult(new InstanceExample(example(header, i, weights[i])), new double[] {i % 10 == 0 ? i + 10 : i});
        return new double[] {measure(evaluator, "mean absolute error"), measure(evaluator, "root mean squared error")};
    }

    public static void main(String[] arguments) {
        System.out.println("moa 2024.07.0");
        int[] truth = new int[100], answers = new int[100];
        for (int i = 0; i < 100; i++) {
            truth[i] = i % 2;
            answers[i] = i < 90 ? truth[i] : 1 - truth[i];
        }
        double[][] seen = {{90, 80}, {45, 37.14}, {180, 20}, {900, 83.67}};
        double[] weightOf = {1, 0.5, 2, 10};
        for (int k = 0; k < 4; k++) {
            double[] weights = new double[100];
            Arrays.fill(weights, weightOf[k]);
            double[] is = right(truth, answers, weights), all = classify(new BasicClassificationPerformanceEvaluator(), truth, answers, weights), window = classify(new WindowClassificationPerformanceEvaluator(), truth, answers, weights);
            System.out.printf(Locale.ROOT, "90 of 100 right, each of weight %.1f: accuracy %.1f %%, kappa %.2f %%, in a window %.1f and %.2f %%, by the definition %.1f and %.2f %%%n", weightOf[k], all[0], all[1], window[0], window[1], is[0], is[1]);
            expect(Math.abs(all[0] - seen[k][0]) < 0.01 && Math.abs(all[1] - seen[k][1]) < 0.01 && Arrays.equals(all, window) && Math.abs(is[0] - 90) < 0.01 && Math.abs(is[1] - 80) < 0.01, k == 0 ? "right" : "the weight counts once");
        }
        int[] animals = new int[1000], net = new int[1000];
        double[] weights = new double[1000];
        for (int i = 0; i < 1000; i++) {
            animals[i] = i % 10 == 0 ? 1 : 0;
            weights[i] = animals[i] == 1 ? 10 : 10 / 9.0;
            net[i] = i < 700 ? animals[i] : 1 - animals[i];
        }
        double balanced = classify(new BasicClassificationPerformanceEvaluator(), animals, net, weights)[0];
        System.out.printf(Locale.ROOT, "900 cats and 100 dogs, weighted by one over their shares, 70 %% of either right: accuracy %.1f %%, by the definition %.1f %%%n", balanced, right(animals, net, weights)[0]);
        expect(Math.abs(balanced - 140) < 0.01 && Math.abs(right(animals, net, weights)[0] - 70) < 0.01, "140 %");

        double[] ones = new double[100], tens = new double[100], rare = new double[100];
        Arrays.fill(ones, 1);
        Arrays.fill(tens, 10);
        for (int i = 0; i < 100; i++) rare[i] = i % 10 == 0 ? 9 : 1;
        double[] plain = regress(ones), heavy = regress(tens), weighted = regress(rare);
        System.out.printf(Locale.ROOT, "ten of 100 off by 10: mean error %.3f, root of the mean square %.3f; each of weight 10: %.3f and %.3f; the ten of weight 9, the others of 1: %.3f and %.3f where %.3f and %.3f are right%n",
                plain[0], plain[1], heavy[0], heavy[1], weighted[0], weighted[1], 10 * 90 / 180.0, Math.sqrt(100 * 90 / 180.0));
        expect(Math.abs(plain[0] - 1) < 1e-9 && Math.abs(heavy[0] - 0.1) < 1e-9 && Math.abs(heavy[1] - 1) < 1e-9, "a tenth of the error at ten times the weight");
        expect(Math.abs(weighted[0] - 100 / 180.0) < 1e-9, "weights that stress the errors make them look smaller: 0.56 where 5 is right");
    }
}
JAVA
java -cp "$home/lib/*" -Djava.io.tmpdir="$home" "$home/Finding.java"
